/**
 * Rises with each change of what image and modules (`limber.srv`, `limber.rec`) tell each other: an image comes over the air, modules by cable
 * only, so that a band may have those of another version. Such a one is not used: NO_SERVICE_MODULE.
 */
export const MODULE_INTERFACE = 1;

/** While somebody outside can watch. */
export const SHARED_LIVE = {
  title: 'Shared live with your clinic',
  text: 'They can watch, and change nothing.',
  button: 'Stop sharing',
} as const;

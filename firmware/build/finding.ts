/** One construct of a script that Espruino does not run as other engines do. `at` counts characters from its start. */
export interface Finding {
  readonly construct: string;
  readonly at: number;
}

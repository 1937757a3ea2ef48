/** How many memories have something. */
export class CountView {
  /** What they have. */
  name: string;
  /** How many there are. */
  memories: number;
}

/** A run as a drawing. */
export class DiagramView {
  /**
   * The readable id of the run.
   * @example "greenfield-fullstack-3"
   */
  key: string;
  /**
   * The text of a Mermaid flow chart.
   * @example "flowchart TD\n  s1_1[\"analyst: project-brief.md<br/>READY\"]:::ready"
   */
  mermaid: string;
}

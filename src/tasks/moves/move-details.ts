/** What a caller says with a move. */
export interface MoveDetails {
  leaseToken?: string;
  reason?: string;
  outputFiles?: string[];
  outputData?: Record<string, unknown>;
  qualityScore?: number;
  actualHours?: number;
  executionLog?: string;
  validationNotes?: string;
}

import { ApiProperty } from '@nestjs/swagger';
import { ShowsEnum } from '../../access/enum.dto';
import { type Told, type Unit, units } from './definition';

/** What a figure means. */
export class FigureDefinitionView implements Told {
  /**
   * In words.
   * @example "The share of the requests that the server carried out."
   */
  definition: string;
  /** In what it is counted. */
  @ShowsEnum('AnalyticsUnit', units)
  unit: Unit;
  /** The rows that it is worked out from, as a statement that reads them; null unless `explain` was asked for. */
  @ApiProperty({ type: String, nullable: true })
  rows: string | null;
}

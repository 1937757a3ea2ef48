import { UuidV71795330000000 } from './1795330000000-UuidV7';
import { Initial1795337896074 } from './1795337896074-Initial';
import { DefaultProject1795340000000 } from './1795340000000-DefaultProject';
import { Work1795340969623 } from './1795340969623-Work';
import { AgentStates1795345000000 } from './1795345000000-AgentStates';
import { TaskClaimers1795346000000 } from './1795346000000-TaskClaimers';
import { Rollups1795352000000 } from './1795352000000-Rollups';
import { Collaboration1795353000000 } from './1795353000000-Collaboration';
import { Flows1795355000000 } from './1795355000000-Flows';
import { Memory1795360000000 } from './1795360000000-Memory';
import { Access1795400000000 } from './1795400000000-Access';
import { Idempotency1795401000000 } from './1795401000000-Idempotency';
import { Feed1795402000000 } from './1795402000000-Feed';
import { ActivityRollups1795404000000 } from './1795404000000-ActivityRollups';
import { AnalyticsIndexes1795404100000 } from './1795404100000-AnalyticsIndexes';
import { MemoryUses1795404200000 } from './1795404200000-MemoryUses';
import { RequestLatencies1795405000000 } from './1795405000000-RequestLatencies';
import { Alerts1795405100000 } from './1795405100000-Alerts';
import { Webhooks1795406000000 } from './1795406000000-Webhooks';
import { Retention1795406100000 } from './1795406100000-Retention';
import { ProjectSettings1795406200000 } from './1795406200000-ProjectSettings';
import { Judging1795407000000 } from './1795407000000-Judging';
import { SqlViews1795407050000 } from './1795407050000-SqlViews';
import { Lessons1795408000000 } from './1795408000000-Lessons';
import { MemoryVectors1795408100000 } from './1795408100000-MemoryVectors';
import { Forecasts1795409000000 } from './1795409000000-Forecasts';
import { Feedback1795410000000 } from './1795410000000-Feedback';
import { Recommendations1795410000001 } from './1795410000001-Recommendations';
import { TasksEnded1795411000000 } from './1795411000000-TasksEnded';
import { EndsOfWork1795412000000 } from './1795412000000-EndsOfWork';
import { PostingsSeen1795412100000 } from './1795412100000-PostingsSeen';

/** Every migration, oldest first. */
export const migrations = [
  UuidV71795330000000,
  Initial1795337896074,
  DefaultProject1795340000000,
  Work1795340969623,
  AgentStates1795345000000,
  TaskClaimers1795346000000,
  Rollups1795352000000,
  Collaboration1795353000000,
  Flows1795355000000,
  Memory1795360000000,
  Access1795400000000,
  Idempotency1795401000000,
  Feed1795402000000,
  ActivityRollups1795404000000,
  AnalyticsIndexes1795404100000,
  MemoryUses1795404200000,
  RequestLatencies1795405000000,
  Alerts1795405100000,
  Webhooks1795406000000,
  Retention1795406100000,
  ProjectSettings1795406200000,
  Judging1795407000000,
  SqlViews1795407050000,
  Lessons1795408000000,
  MemoryVectors1795408100000,
  Forecasts1795409000000,
  Feedback1795410000000,
  Recommendations1795410000001,
  TasksEnded1795411000000,
  EndsOfWork1795412000000,
  PostingsSeen1795412100000,
];

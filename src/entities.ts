import { IdempotencyKey } from './access/idempotency/idempotency-key.entity';
import { ApiKeyUse } from './access/keys/api-key-use.entity';
import { ApiKey } from './access/keys/api-key.entity';
import { Project } from './access/project.entity';
import { AgentActivity } from './agents/agent-activity.entity';
import { AgentSession } from './agents/agent-session.entity';
import { AgentState } from './agents/agent-state.entity';
import { Agent } from './agents/agent.entity';
import { ActivityName } from './analytics/activities/activity-name.entity';
import { ActivityReader } from './analytics/activities/activity-reader.entity';
import { Forecast } from './analytics/forecasts/forecast.entity';
import { ActivityRollup } from './analytics/activities/activity-rollup.entity';
import { ChecklistItem } from './checklists/checklist-item.entity';
import { Checklist } from './checklists/checklist.entity';
import { Collaboration } from './collaboration/collaboration.entity';
import { Counter } from './database/counter.entity';
import { Definition } from './definitions/definition.entity';
import { EpicRisk } from './epics/risks/epic-risk.entity';
import { EpicRollup } from './epics/epic-rollup.entity';
import { Epic } from './epics/epic.entity';
import { KeyResult } from './epics/goals/key-result.entity';
import { Event } from './events/event.entity';
import { EventCursor } from './events/feed/event-cursor.entity';
import { Feedback } from './feedback/feedback.entity';
import { Memory } from './memory/memory.entity';
import { MemoryEpisode } from './memory/places/memory-episode.entity';
import { MemoryPlace } from './memory/places/memory-place.entity';
import { MemoryRevision } from './memory/revisions/memory-revision.entity';
import { MemoryLink } from './memory/store/memory-link.entity';
import { MemoryTerm } from './memory/terms/memory-term.entity';
import { TermStatistic } from './memory/terms/term-statistic.entity';
import { MemoryCalibration } from './memory/uses/memory-calibration.entity';
import { MemoryIntegration } from './memory/uses/memory-integration.entity';
import { AlertRule } from './monitoring/alerts/alert-rule.entity';
import { AlertTurn } from './monitoring/alerts/alert-turn.entity';
import { Alert } from './monitoring/alerts/alert.entity';
import { RequestLatency } from './monitoring/latencies/request-latency.entity';
import { ServerLife } from './monitoring/servers/server-life.entity';
import { Removal } from './retention/removal.entity';
import { QualityGate } from './stories/gates/gate.entity';
import { StoryCriterion } from './stories/criteria/story-criterion.entity';
import { StoryDependency } from './stories/dependencies/story-dependency.entity';
import { StoryRollup } from './stories/story-rollup.entity';
import { Recommendation } from './recommendations/recommendation.entity';
import { RecommendationTurn } from './recommendations/recommendation-turn.entity';
import { Story } from './stories/story.entity';
import { TaskDependency } from './tasks/task-dependency.entity';
import { Task } from './tasks/task.entity';
import { WebhookDelivery } from './webhooks/deliveries/delivery.entity';
import { Webhook } from './webhooks/webhook.entity';
import { Artifact } from './workflows/artifacts/artifact.entity';
import { Decision } from './workflows/decisions/decision.entity';
import { Attempt } from './workflows/rework/attempt.entity';
import { Run } from './workflows/run.entity';
import { Stage } from './workflows/stages/stage.entity';

/** Every table of ours, and the views that are read like one. */
export const entities = [
  Project,
  ApiKey,
  ApiKeyUse,
  Counter,
  IdempotencyKey,
  Event,
  EventCursor,
  Webhook,
  WebhookDelivery,
  Removal,
  Definition,
  Agent,
  AgentSession,
  AgentActivity,
  AgentState,
  Run,
  Stage,
  Decision,
  Attempt,
  Artifact,
  Epic,
  KeyResult,
  EpicRisk,
  EpicRollup,
  Story,
  StoryCriterion,
  StoryDependency,
  QualityGate,
  StoryRollup,
  Checklist,
  ChecklistItem,
  Task,
  TaskDependency,
  Collaboration,
  MemoryPlace,
  MemoryEpisode,
  Memory,
  MemoryTerm,
  TermStatistic,
  MemoryLink,
  MemoryRevision,
  MemoryIntegration,
  MemoryCalibration,
  ServerLife,
  RequestLatency,
  ActivityName,
  ActivityReader,
  ActivityRollup,
  Forecast,
  AlertRule,
  Alert,
  AlertTurn,
  Feedback,
  Recommendation,
  RecommendationTurn,
];

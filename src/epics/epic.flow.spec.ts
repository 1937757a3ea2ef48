import { epicFlow, epicMoves, epicMoveTable, epicStatuses } from './epic.flow';

test.each(epicStatuses)('the moves out of %s are those of the flow', (status) => {
  const reached = epicMoves.map((name) => epicMoveTable[name][status]).filter((to) => to !== undefined);
  expect([...new Set(reached)].sort()).toEqual([...epicFlow.next(status)].sort());
});

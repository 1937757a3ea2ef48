const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (id: string): boolean => UUID.test(id);

/** Where to look for a row that a caller names by its UUID or by its readable id. */
export const identify = <Column extends string>(
  id: string,
  readable: Column,
): { id: string } | Record<Column, string> =>
  isUuid(id) ? { id: id.toLowerCase() } : ({ [readable]: id } as Record<Column, string>);

/** Where a room writes down an administrative change that no call made, such as an endpoint that Scout turned off by itself. */
export abstract class AuditLog {
  /** Joins the transaction of the change. @param target id of what was changed */
  abstract note(action: string, target: string, details: Readonly<Record<string, unknown>>): Promise<void>;
}

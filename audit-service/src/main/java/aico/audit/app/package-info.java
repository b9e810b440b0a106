/**
 * Puts audit-service together: {@link aico.audit.app.AuditLog} opens the log and makes its parts,
 * {@link aico.audit.app.AuditBeans} gives them to the connector, {@link aico.audit.app.AuditLife}
 * starts and stops them, {@link aico.audit.app.AuditChannels} is the service's side of the bus.
 */
@NullMarked
package aico.audit.app;

import org.jspecify.annotations.NullMarked;

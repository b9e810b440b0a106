package aico.bus.contract;

/**
 * What one process asks of another.
 *
 * @param <R> the record that answers it
 */
public sealed interface Request<R extends Reply>
    permits KeyRequest, AuthRequest, PolicyRequest, VaultRequest, AuditRequest {}

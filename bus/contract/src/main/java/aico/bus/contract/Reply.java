package aico.bus.contract;

/** What a service answers; each {@link Request} names its reply. */
public sealed interface Reply
    permits KeyReply, AuthReply, PolicyReply, VaultReply, AuditReply, Reply.Done {

  /** Carried out, or already so; there is nothing to tell. */
  record Done() implements Reply {}
}

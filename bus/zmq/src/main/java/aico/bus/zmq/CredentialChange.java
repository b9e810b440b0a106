package aico.bus.zmq;

/** What changes in a principal's credential while its process runs. */
public sealed interface CredentialChange {

  /** Who may connect, or whose key is expected where, changes. */
  record NewBundle(Bundle before, Bundle after) implements CredentialChange {}

  /** The principal takes another key pair; both public keys as 64 lower-case hex digits. */
  record NewKey(String before, String after) implements CredentialChange {}
}

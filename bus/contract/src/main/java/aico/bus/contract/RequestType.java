package aico.bus.contract;

import static aico.bus.contract.Admission.CONTRACT;
import static aico.bus.contract.Admission.RECENT_PROOF;
import static aico.bus.contract.Admission.REDUCES_POWER;
import static aico.bus.contract.Admission.TOKEN;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every request there is. Which role may send which stands in {@code deploy/topology.yaml}; a test
 * there holds the two against each other.
 */
public enum RequestType {
  KEY_STATE("key.state", KeyRequest.State.class, KeyReply.State.class, CONTRACT),
  KEY_ONE_TIME_KEY(
      "key.one_time_key", KeyRequest.NewOneTimeKey.class, KeyReply.OneTimeKey.class, CONTRACT),
  KEY_CREATE_USER(
      "key.create_user", KeyRequest.CreateUser.class, KeyReply.Unlocked.class, CONTRACT),
  KEY_ADD_USER("key.add_user", KeyRequest.AddUser.class, KeyReply.UserAdded.class, TOKEN),
  KEY_REMOVE_USER("key.remove_user", KeyRequest.RemoveUser.class, Reply.Done.class, TOKEN),
  KEY_UNLOCK("key.unlock", KeyRequest.Unlock.class, KeyReply.Unlocked.class, CONTRACT),
  KEY_UNLOCK_WITH_KIT(
      "key.unlock_with_kit", KeyRequest.UnlockWithKit.class, KeyReply.Unlocked.class, CONTRACT),
  KEY_TEST_RECOVERY(
      "key.test_recovery", KeyRequest.TestRecovery.class, KeyReply.RecoveryTested.class, CONTRACT),
  KEY_CHANGE_PASSWORD(
      "key.change_password", KeyRequest.ChangePassword.class, Reply.Done.class, CONTRACT),
  KEY_RENEW_RECOVERY(
      "key.renew_recovery",
      KeyRequest.RenewRecovery.class,
      KeyReply.RecoveryRenewed.class,
      CONTRACT),
  KEY_SLOTS("key.slots", KeyRequest.SlotsOf.class, KeyReply.Slots.class, CONTRACT),
  KEY_TEST_SLOT("key.test_slot", KeyRequest.TestSlot.class, KeyReply.SlotTested.class, CONTRACT),
  KEY_ADD_SLOT("key.add_slot", KeyRequest.AddSlot.class, KeyReply.SlotAdded.class, CONTRACT),
  KEY_REMOVE_SLOT("key.remove_slot", KeyRequest.RemoveSlot.class, Reply.Done.class, CONTRACT),
  KEY_END_UNATTENDED(
      "key.end_unattended", KeyRequest.EndUnattended.class, Reply.Done.class, REDUCES_POWER),
  KEY_REHEARSE_START(
      "key.rehearse_start", KeyRequest.RehearseStart.class, KeyReply.Rehearsal.class, CONTRACT),
  KEY_ROTATE_MASTER(
      "key.rotate_master", KeyRequest.RotateMaster.class, KeyReply.MasterRotated.class, CONTRACT),
  KEY_MOVE_STORAGE(
      "key.move_storage", KeyRequest.MoveStorage.class, KeyReply.StorageMoved.class, CONTRACT),
  KEY_ROTATE_INSTALLATION(
      "key.rotate_installation",
      KeyRequest.RotateInstallation.class,
      KeyReply.InstallationRotation.class,
      CONTRACT),
  KEY_LOCK("key.lock", KeyRequest.Lock.class, Reply.Done.class, REDUCES_POWER),
  KEY_SERVICE_KEY(
      "key.service_key", KeyRequest.ServiceKey.class, KeyReply.HandedOut.class, CONTRACT),
  KEY_FORMER_SERVICE_KEY(
      "key.former_service_key",
      KeyRequest.FormerServiceKey.class,
      KeyReply.HandedOut.class,
      CONTRACT),
  KEY_SERVICE_KEY_TAKEN(
      "key.service_key_taken", KeyRequest.ServiceKeyTaken.class, Reply.Done.class, CONTRACT),
  KEY_SUBJECTS("key.subjects", KeyRequest.Subjects.class, KeyReply.Subjects.class, CONTRACT),
  KEY_OPEN_SEALED(
      "key.open_sealed", KeyRequest.OpenSealed.class, KeyReply.SealedOpened.class, TOKEN),
  KEY_TELL_NAMES(
      "key.tell_names", KeyRequest.TellNames.class, KeyReply.SealedOpened.class, CONTRACT),
  KEY_FORGET_SUBJECT(
      "key.forget_subject",
      KeyRequest.ForgetSubject.class,
      KeyReply.SubjectForgotten.class,
      CONTRACT),
  KEY_CREATE_VAULT_KEY(
      "key.create_vault_key", KeyRequest.CreateVaultKey.class, KeyReply.HandedOut.class, CONTRACT),
  KEY_VAULT_KEY("key.vault_key", KeyRequest.VaultKey.class, KeyReply.HandedOut.class, CONTRACT),
  KEY_ROTATE_VAULT_KEY(
      "key.rotate_vault_key", KeyRequest.RotateVaultKey.class, KeyReply.HandedOut.class, CONTRACT),
  KEY_SHARE_VAULT_KEY(
      "key.share_vault_key", KeyRequest.ShareVaultKey.class, Reply.Done.class, CONTRACT),
  KEY_UNSHARE_VAULT_KEY(
      "key.unshare_vault_key", KeyRequest.UnshareVaultKey.class, Reply.Done.class, CONTRACT),
  KEY_RETIRE_VAULT_KEYS(
      "key.retire_vault_keys", KeyRequest.RetireVaultKeys.class, Reply.Done.class, CONTRACT),

  AUTH_STATE("auth.state", AuthRequest.State.class, AuthReply.State.class, CONTRACT),
  AUTH_ONE_TIME_KEY(
      "auth.one_time_key", AuthRequest.NewOneTimeKey.class, AuthReply.OneTimeKey.class, CONTRACT),
  AUTH_OPEN_SESSION(
      "auth.open_session", AuthRequest.OpenSession.class, AuthReply.Session.class, CONTRACT),
  AUTH_TOKEN("auth.token", AuthRequest.NewToken.class, AuthReply.Token.class, CONTRACT),
  AUTH_END_SESSION(
      "auth.end_session", AuthRequest.EndSession.class, Reply.Done.class, REDUCES_POWER),
  AUTH_RESPOND("auth.respond", AuthRequest.Respond.class, AuthReply.Responses.class, TOKEN),
  AUTH_RESPONSES(
      "auth.responses", AuthRequest.Responses.class, AuthReply.Responses.class, CONTRACT),

  POLICY_STATE("policy.state", PolicyRequest.State.class, PolicyReply.State.class, CONTRACT),
  POLICY_DECIDE("policy.decide", PolicyRequest.Decide.class, PolicyReply.Decision.class, CONTRACT),

  VAULT_LIST("vault.list", VaultRequest.ListVaults.class, VaultReply.Vaults.class, CONTRACT),
  VAULT_CREATE("vault.create", VaultRequest.Create.class, VaultReply.Vault.class, TOKEN),
  VAULT_ONE_TIME_KEY(
      "vault.one_time_key",
      VaultRequest.NewOneTimeKey.class,
      VaultReply.OneTimeKey.class,
      CONTRACT),
  VAULT_ADOPT("vault.adopt", VaultRequest.Adopt.class, VaultReply.Vault.class, TOKEN),
  VAULT_IMPORTED("vault.imported", VaultRequest.Imported.class, VaultReply.Vault.class, TOKEN),
  VAULT_MOUNT("vault.mount", VaultRequest.Mount.class, VaultReply.Vault.class, TOKEN),
  VAULT_UNMOUNT("vault.unmount", VaultRequest.Unmount.class, VaultReply.Vault.class, REDUCES_POWER),
  VAULT_CONFIGURE("vault.configure", VaultRequest.Configure.class, VaultReply.Vault.class, TOKEN),
  VAULT_SHARE("vault.share", VaultRequest.Share.class, VaultReply.Vault.class, TOKEN),
  VAULT_UNSHARE("vault.unshare", VaultRequest.Unshare.class, VaultReply.Rotation.class, TOKEN),
  VAULT_ROTATE("vault.rotate", VaultRequest.Rotate.class, VaultReply.Rotation.class, TOKEN),
  VAULT_ROTATION(
      "vault.rotation", VaultRequest.RotationOf.class, VaultReply.Rotation.class, CONTRACT),
  VAULT_CHECK("vault.check", VaultRequest.Check.class, VaultReply.Check.class, TOKEN),
  VAULT_CHECKING("vault.checking", VaultRequest.CheckOf.class, VaultReply.Check.class, CONTRACT),
  VAULT_HOOKS_DUE(
      "vault.hooks_due", VaultRequest.HooksDue.class, VaultReply.HooksDue.class, CONTRACT),
  VAULT_HOOKS_RAN("vault.hooks_ran", VaultRequest.HooksRan.class, Reply.Done.class, CONTRACT),
  VAULT_HOOKS_FOUND("vault.hooks_found", VaultRequest.HooksFound.class, Reply.Done.class, CONTRACT),
  VAULT_RESPOND("vault.respond", VaultRequest.Respond.class, VaultReply.Responses.class, TOKEN),
  VAULT_RESPONSES(
      "vault.responses", VaultRequest.Responses.class, VaultReply.Responses.class, CONTRACT),
  VAULT_LOCK_ALL(
      "vault.lock_all", VaultRequest.LockAll.class, VaultReply.Vaults.class, REDUCES_POWER),

  AUDIT_STATE("audit.state", AuditRequest.State.class, AuditReply.State.class, CONTRACT),
  AUDIT_QUERY("audit.query", AuditRequest.Query.class, AuditReply.Events.class, CONTRACT),
  AUDIT_SEARCH("audit.search", AuditRequest.Search.class, AuditReply.Search.class, TOKEN),
  AUDIT_COUNT("audit.count", AuditRequest.Count.class, AuditReply.Count.class, CONTRACT),
  AUDIT_CONSISTENCY(
      "audit.consistency", AuditRequest.Consistency.class, AuditReply.Proof.class, CONTRACT),
  AUDIT_OPEN_STATE(
      "audit.open_state", AuditRequest.OpenState.class, AuditReply.RolledBack.class, CONTRACT),
  AUDIT_ROLLED_BACK(
      "audit.rolled_back",
      AuditRequest.RolledBackState.class,
      AuditReply.RolledBack.class,
      CONTRACT),
  AUDIT_ACCEPT_STATE(
      "audit.accept_state",
      AuditRequest.AcceptState.class,
      AuditReply.RolledBack.class,
      RECENT_PROOF),
  AUDIT_INTEGRATOR_ADD(
      "audit.integrator_add", AuditRequest.IntegratorAdd.class, AuditReply.Integrator.class, TOKEN),
  AUDIT_INTEGRATOR_RENEW(
      "audit.integrator_renew",
      AuditRequest.IntegratorRenew.class,
      AuditReply.Integrator.class,
      TOKEN),
  AUDIT_INTEGRATOR_CONFIRM(
      "audit.integrator_confirm",
      AuditRequest.IntegratorConfirm.class,
      AuditReply.Integrator.class,
      RECENT_PROOF),
  AUDIT_INTEGRATOR_REMOVE(
      "audit.integrator_remove",
      AuditRequest.IntegratorRemove.class,
      Reply.Done.class,
      REDUCES_POWER),
  AUDIT_INTEGRATOR_LIST(
      "audit.integrator_list",
      AuditRequest.IntegratorList.class,
      AuditReply.Integrators.class,
      CONTRACT),
  AUDIT_ERASE("audit.erase", AuditRequest.Erase.class, AuditReply.Erased.class, CONTRACT),
  AUDIT_ALERT_LIST(
      "audit.alert_list", AuditRequest.AlertList.class, AuditReply.Alerts.class, CONTRACT),
  AUDIT_ALERT_ACKNOWLEDGE(
      "audit.alert_acknowledge",
      AuditRequest.AlertAcknowledge.class,
      AuditReply.Alert.class,
      TOKEN),
  AUDIT_ALERT_RESOLVE(
      "audit.alert_resolve", AuditRequest.AlertResolve.class, AuditReply.Alert.class, TOKEN),
  AUDIT_ALERT_SUPPRESS(
      "audit.alert_suppress", AuditRequest.AlertSuppress.class, Reply.Done.class, TOKEN),
  AUDIT_EVENT_SESSIONS(
      "audit.event_sessions",
      AuditRequest.EventSessions.class,
      AuditReply.EventSessions.class,
      CONTRACT),
  AUDIT_RETENTION(
      "audit.retention", AuditRequest.Retention.class, AuditReply.Retention.class, CONTRACT),
  AUDIT_RETAIN("audit.retain", AuditRequest.Retain.class, AuditReply.Retention.class, TOKEN),
  AUDIT_RULE_LIST("audit.rule_list", AuditRequest.RuleList.class, AuditReply.Rules.class, CONTRACT);

  private static final Map<String, RequestType> BY_WIRE_NAME = new HashMap<>();
  private static final Map<Class<?>, RequestType> BY_CLASS = new HashMap<>();

  static {
    for (RequestType type : values()) {
      BY_WIRE_NAME.put(type.wireName, type);
      BY_CLASS.put(type.requestClass, type);
    }
  }

  private final String wireName;
  private final Class<?> requestClass;
  private final Class<? extends Reply> replyClass;
  private final Admission admission;

  <R extends Reply> RequestType(
      String wireName,
      Class<? extends Request<R>> requestClass,
      Class<R> replyClass,
      Admission admission) {
    this.wireName = wireName;
    this.requestClass = requestClass;
    this.replyClass = replyClass;
    this.admission = admission;
  }

  /** The type of that wire name. */
  public static Optional<RequestType> byWireName(String wireName) {
    return Optional.ofNullable(BY_WIRE_NAME.get(wireName));
  }

  /** The type of this request. */
  public static RequestType of(Request<?> request) {
    RequestType type = BY_CLASS.get(request.getClass());
    if (type == null) {
      throw new IllegalStateException("no request type for " + request.getClass());
    }
    return type;
  }

  /** The name on the wire, such as {@code vault.mount}; also the action that policies name. */
  public String wireName() {
    return wireName;
  }

  /** The topic that carries it: the part before the dot, and {@code .requests}. */
  public String topic() {
    return wireName.substring(0, wireName.indexOf('.')) + ".requests";
  }

  /** The record of the request's body. */
  public Class<?> requestClass() {
    return requestClass;
  }

  /** The record of the reply's body. */
  public Class<? extends Reply> replyClass() {
    return replyClass;
  }

  public Admission admission() {
    return admission;
  }
}

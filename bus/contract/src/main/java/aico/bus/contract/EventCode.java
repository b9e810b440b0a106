package aico.bus.contract;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The audit catalogue: every event that a service writes, with its OCSF 1.8.0 class and activity
 * ({@code type_uid = class_uid * 100 + activity_id}), and the details it may carry. An event with
 * any other detail cannot be made, so that nothing gets into the trail that is not listed here.
 *
 * <p>Within a major {@link #CATALOGUE_VERSION} codes and details are only added. {@code
 * bus/catalogue/README.md} is this list for readers; a test holds it against this one.
 */
public enum EventCode {
  AUTH_LOGIN("auth.login", OcsfClass.AUTHENTICATION, 1, "session_id"),
  AUTH_LOGIN_FAILED("auth.login_failed", OcsfClass.AUTHENTICATION, 1, "reason", "throttled"),
  AUTH_LOGOUT("auth.logout", OcsfClass.AUTHENTICATION, 2, "session_id", "reason"),
  TOKEN_ISSUED("token.issued", OcsfClass.AUTHENTICATION, 4, "audience", "session_id", "token_id"),
  USER_CREATED("user.created", OcsfClass.ACCOUNT_CHANGE, 1, "generation"),
  USER_REMOVED("user.removed", OcsfClass.ACCOUNT_CHANGE, 6),
  KEY_UNLOCKED("key.unlocked", OcsfClass.ENTITY_MANAGEMENT, 10, "unlock_id", "slot"),
  KEY_LOCKED("key.locked", OcsfClass.ENTITY_MANAGEMENT, 11, "unlock_id"),
  KEY_CREATED("key.created", OcsfClass.ENTITY_MANAGEMENT, 1, "epoch", "generation"),
  KEY_RETIRED("key.retired", OcsfClass.ENTITY_MANAGEMENT, 4, "before_epoch", "generation"),
  KEY_HANDED_OUT("key.handed_out", OcsfClass.ENTITY_MANAGEMENT, 2, "epoch"),
  KEY_PASSWORD_CHANGED(
      "key.password_changed", OcsfClass.ACCOUNT_CHANGE, 3, "slot_id", "proof", "generation"),
  KEY_RECOVERY_TESTED("key.recovery_tested", OcsfClass.ENTITY_MANAGEMENT, 2),
  KEY_RECOVERY_RENEWED("key.recovery_renewed", OcsfClass.ENTITY_MANAGEMENT, 3, "generation"),
  KEY_SLOT_ADDED("key.slot_added", OcsfClass.ENTITY_MANAGEMENT, 1, "proof", "generation"),
  KEY_SLOT_REMOVED("key.slot_removed", OcsfClass.ENTITY_MANAGEMENT, 4, "proof", "generation"),
  KEY_SLOT_TESTED("key.slot_tested", OcsfClass.ENTITY_MANAGEMENT, 2),
  KEY_MASTER_ROTATED(
      "key.master_rotated",
      OcsfClass.ENTITY_MANAGEMENT,
      3,
      "proof",
      "password",
      "vaults",
      "wrapping_epoch",
      "generation"),
  KEY_STORAGE_MOVED(
      "key.storage_moved", OcsfClass.ENTITY_MANAGEMENT, 3, "from", "to", "step", "left"),
  KEY_INSTALLATION_ROTATED(
      "key.installation_rotated",
      OcsfClass.ENTITY_MANAGEMENT,
      3,
      "before",
      "from",
      "to",
      "step",
      "left",
      "generation"),
  DECISION_ALLOWED(
      "decision.allowed",
      OcsfClass.API_ACTIVITY,
      99,
      "action",
      "service",
      "rule",
      "policy_version",
      "more_until",
      "count"),
  DECISION_DENIED(
      "decision.denied", OcsfClass.API_ACTIVITY, 99, "action", "service", "rule", "policy_version"),
  VAULT_CREATED("vault.created", OcsfClass.FILE_SYSTEM_ACTIVITY, 1, "why"),
  VAULT_ADOPTED("vault.adopted", OcsfClass.FILE_SYSTEM_ACTIVITY, 3, "why"),
  VAULT_IMPORTED("vault.imported", OcsfClass.FILE_SYSTEM_ACTIVITY, 3, "why"),
  VAULT_CONFIGURED(
      "vault.configured",
      OcsfClass.FILE_SYSTEM_ACTIVITY,
      6,
      "why",
      "mount",
      "idle_lock_s",
      "grace_s",
      "check_every_s",
      "hook_limit_s",
      "system_user"),
  VAULT_HOOK_RAN(
      "vault.hook_ran",
      OcsfClass.FILE_SYSTEM_ACTIVITY,
      99,
      "why",
      "moment",
      "hook",
      "exit_code",
      "took_ms"),
  VAULT_HOOKS_CHANGED(
      "vault.hooks_changed", OcsfClass.FILE_SYSTEM_ACTIVITY, 99, "why", "moment", "hook", "change"),
  VAULT_MOUNTED("vault.mounted", OcsfClass.FILE_SYSTEM_ACTIVITY, 12, "why"),
  VAULT_UNMOUNTED("vault.unmounted", OcsfClass.FILE_SYSTEM_ACTIVITY, 13, "why"),
  VAULT_SHARED("vault.shared", OcsfClass.FILE_SYSTEM_ACTIVITY, 7, "why", "member"),
  VAULT_UNSHARED("vault.unshared", OcsfClass.FILE_SYSTEM_ACTIVITY, 7, "why", "member"),
  VAULT_ROTATED("vault.rotated", OcsfClass.FILE_SYSTEM_ACTIVITY, 10, "why"),
  VAULT_CHECKED("vault.checked", OcsfClass.FILE_SYSTEM_ACTIVITY, 8, "why", "findings"),
  VAULT_DAMAGE_FOUND("vault.damage_found", OcsfClass.DETECTION_FINDING, 1, "why", "findings"),
  INTEGRATOR_ADDED("integrator.added", OcsfClass.ENTITY_MANAGEMENT, 1, "grant"),
  INTEGRATOR_RENEWED("integrator.renewed", OcsfClass.ENTITY_MANAGEMENT, 3, "before", "after"),
  INTEGRATOR_REMOVED("integrator.removed", OcsfClass.ENTITY_MANAGEMENT, 4),
  INTEGRATOR_SUSPENDED("integrator.suspended", OcsfClass.ENTITY_MANAGEMENT, 12, "grant"),
  INTEGRATOR_CONFIRMED("integrator.confirmed", OcsfClass.ENTITY_MANAGEMENT, 13, "grant", "after"),
  CREDENTIAL_OVERLAP_BEGAN(
      "credential.overlap_began", OcsfClass.ENTITY_MANAGEMENT, 3, "public_keys"),
  CREDENTIAL_ROTATED("credential.rotated", OcsfClass.ENTITY_MANAGEMENT, 3, "before", "after"),
  CREDENTIAL_OVERLAP_ENDED(
      "credential.overlap_ended", OcsfClass.ENTITY_MANAGEMENT, 3, "public_keys"),
  PEER_REFUSED(
      "peer.refused",
      OcsfClass.AUTHENTICATION,
      1,
      "topic",
      "address",
      "reason",
      "count",
      "producer",
      "incarnation",
      "producer_sequence",
      "sha256"),
  RECORD_CONFLICT(
      "record.conflict",
      OcsfClass.DETECTION_FINDING,
      1,
      "producer",
      "incarnation",
      "producer_sequence",
      "sha256",
      "reason",
      "outbox_head",
      "stored_head"),
  RECORD_GAP(
      "record.gap",
      OcsfClass.DETECTION_FINDING,
      1,
      "producer",
      "incarnation",
      "producer_sequence",
      "sha256",
      "missing_from",
      "missing"),
  RECORD_REFUSED(
      "record.refused",
      OcsfClass.DETECTION_FINDING,
      1,
      "producer",
      "incarnation",
      "producer_sequence",
      "sha256",
      "reason"),
  LOG_SHORTENED("log.shortened", OcsfClass.DETECTION_FINDING, 1, "reason"),
  LOG_PRUNED(
      "log.pruned",
      OcsfClass.ENTITY_MANAGEMENT,
      4,
      "first_sequence",
      "last_sequence",
      "root",
      "reason",
      "segments",
      "bytes"),
  LOG_RETENTION_SET(
      "log.retention_set",
      OcsfClass.ENTITY_MANAGEMENT,
      3,
      "max_days",
      "max_mib",
      "max_days_before",
      "max_mib_before"),
  LOG_ERASED("log.erased", OcsfClass.ENTITY_MANAGEMENT, 4, "integrators"),
  LOG_RESTORED(
      "log.restored",
      OcsfClass.ENTITY_MANAGEMENT,
      3,
      "home_id",
      "backup_taken",
      "size",
      "checkpoint_size",
      "checkpoint_root"),
  ALERT_RAISED(
      "alert.raised",
      OcsfClass.DETECTION_FINDING,
      1,
      "alert",
      "rule",
      "level",
      "title",
      "subject",
      "why",
      "advice",
      "events"),
  ALERT_REPEATED(
      "alert.repeated",
      OcsfClass.DETECTION_FINDING,
      2,
      "alert",
      "rule",
      "level",
      "title",
      "subject",
      "count",
      "events"),
  ALERT_ACKNOWLEDGED(
      "alert.acknowledged",
      OcsfClass.DETECTION_FINDING,
      2,
      "alert",
      "rule",
      "level",
      "title",
      "subject"),
  ALERT_RESOLVED(
      "alert.resolved",
      OcsfClass.DETECTION_FINDING,
      3,
      "alert",
      "rule",
      "level",
      "title",
      "subject"),
  ALERT_SUPPRESSED("alert.suppressed", OcsfClass.DETECTION_FINDING, 2, "rule", "subject", "until"),
  ALERT_ANSWERED(
      "alert.answered",
      OcsfClass.DETECTION_FINDING,
      2,
      "alert",
      "rule",
      "response",
      "sessions",
      "reason"),
  ALERT_RESPONSE_CHOSEN(
      "alert.response_chosen", OcsfClass.ENTITY_MANAGEMENT, 3, "rule", "response", "chosen"),
  ALERT_RULES_CHANGED(
      "alert.rules_changed", OcsfClass.ENTITY_MANAGEMENT, 3, "rules", "refused_files", "sha256"),
  STATE_WRITTEN("state.written", OcsfClass.ENTITY_MANAGEMENT, 3, "store", "generation"),
  STATE_ROLLED_BACK(
      "state.rolled_back",
      OcsfClass.DETECTION_FINDING,
      1,
      "producer",
      "store",
      "generation",
      "expected"),
  STATE_ACCEPTED(
      "state.accepted", OcsfClass.ENTITY_MANAGEMENT, 3, "producer", "store", "generation"),
  SERVICE_STARTED("service.started", OcsfClass.APPLICATION_LIFECYCLE, 3, "pid"),
  SERVICE_STOPPED("service.stopped", OcsfClass.APPLICATION_LIFECYCLE, 4, "pid");

  /** OCSF classes in use. */
  public enum OcsfClass {
    FILE_SYSTEM_ACTIVITY(1001, 1),
    DETECTION_FINDING(2004, 2),
    ACCOUNT_CHANGE(3001, 3),
    AUTHENTICATION(3002, 3),
    ENTITY_MANAGEMENT(3004, 3),
    APPLICATION_LIFECYCLE(6002, 6),
    API_ACTIVITY(6003, 6);

    private final int uid;
    private final int categoryUid;

    OcsfClass(int uid, int categoryUid) {
      this.uid = uid;
      this.categoryUid = categoryUid;
    }

    public int uid() {
      return uid;
    }

    public int categoryUid() {
      return categoryUid;
    }
  }

  /** Stands in every event as {@code data.metadata.log_version}: major, then additions to it. */
  public static final String CATALOGUE_VERSION = "1.2";

  /** Details that say something about a person or where they are. */
  private static final Set<String> PERSONAL_DETAILS = Set.of("address", "member", "store");

  /** The same of alerts, whose sentence names whom it is about. */
  private static final Set<String> PERSONAL_OF_ALERTS = Set.of("subject", "why");

  private final String code;
  private final OcsfClass ocsfClass;
  private final int activityId;
  private final Set<String> details;

  EventCode(String code, OcsfClass ocsfClass, int activityId, String... details) {
    this.code = code;
    this.ocsfClass = ocsfClass;
    this.activityId = activityId;
    this.details = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(details)));
  }

  /** The code, such as {@code vault.mounted}: {@code data.metadata.event_code}. */
  public String code() {
    return code;
  }

  public OcsfClass ocsfClass() {
    return ocsfClass;
  }

  public int activityId() {
    return activityId;
  }

  /** The names of the details that an event of this code may have. */
  public Set<String> details() {
    return details;
  }

  /** Whether that detail says something about a person or where they are. */
  public boolean isPersonal(String detail) {
    return PERSONAL_DETAILS.contains(detail)
        || (code.startsWith("alert.") && PERSONAL_OF_ALERTS.contains(detail));
  }
}

package aico.bus.contract;

/**
 * The audit catalogue: every event that a service writes, with its OCSF 1.8.0 class and activity
 * ({@code type_uid = class_uid * 100 + activity_id}).
 */
public enum EventCode {
  AUTH_LOGIN("auth.login", OcsfClass.AUTHENTICATION, 1),
  AUTH_LOGIN_FAILED("auth.login_failed", OcsfClass.AUTHENTICATION, 1),
  AUTH_LOGOUT("auth.logout", OcsfClass.AUTHENTICATION, 2),
  TOKEN_ISSUED("token.issued", OcsfClass.AUTHENTICATION, 4),
  USER_CREATED("user.created", OcsfClass.ACCOUNT_CHANGE, 1),
  KEY_UNLOCKED("key.unlocked", OcsfClass.ENTITY_MANAGEMENT, 10),
  KEY_LOCKED("key.locked", OcsfClass.ENTITY_MANAGEMENT, 11),
  KEY_CREATED("key.created", OcsfClass.ENTITY_MANAGEMENT, 1),
  KEY_RETIRED("key.retired", OcsfClass.ENTITY_MANAGEMENT, 4),
  KEY_HANDED_OUT("key.handed_out", OcsfClass.ENTITY_MANAGEMENT, 2),
  KEY_PASSWORD_CHANGED("key.password_changed", OcsfClass.ACCOUNT_CHANGE, 3),
  KEY_RECOVERY_TESTED("key.recovery_tested", OcsfClass.ENTITY_MANAGEMENT, 2),
  KEY_RECOVERY_RENEWED("key.recovery_renewed", OcsfClass.ENTITY_MANAGEMENT, 3),
  DECISION_ALLOWED("decision.allowed", OcsfClass.API_ACTIVITY, 99),
  DECISION_DENIED("decision.denied", OcsfClass.API_ACTIVITY, 99),
  VAULT_CREATED("vault.created", OcsfClass.FILE_SYSTEM_ACTIVITY, 1),
  VAULT_MOUNTED("vault.mounted", OcsfClass.FILE_SYSTEM_ACTIVITY, 12),
  VAULT_UNMOUNTED("vault.unmounted", OcsfClass.FILE_SYSTEM_ACTIVITY, 13),
  VAULT_ROTATED("vault.rotated", OcsfClass.FILE_SYSTEM_ACTIVITY, 10),
  VAULT_CHECKED("vault.checked", OcsfClass.FILE_SYSTEM_ACTIVITY, 8),
  VAULT_DAMAGE_FOUND("vault.damage_found", OcsfClass.DETECTION_FINDING, 1),
  INTEGRATOR_ADDED("integrator.added", OcsfClass.ENTITY_MANAGEMENT, 1),
  INTEGRATOR_REMOVED("integrator.removed", OcsfClass.ENTITY_MANAGEMENT, 4),
  PEER_REFUSED("peer.refused", OcsfClass.AUTHENTICATION, 1),
  RECORD_CONFLICT("record.conflict", OcsfClass.DETECTION_FINDING, 1),
  RECORD_GAP("record.gap", OcsfClass.DETECTION_FINDING, 1),
  RECORD_REFUSED("record.refused", OcsfClass.DETECTION_FINDING, 1),
  LOG_SHORTENED("log.shortened", OcsfClass.DETECTION_FINDING, 1),
  LOG_RESTORED("log.restored", OcsfClass.ENTITY_MANAGEMENT, 3),
  SERVICE_STARTED("service.started", OcsfClass.APPLICATION_LIFECYCLE, 3),
  SERVICE_STOPPED("service.stopped", OcsfClass.APPLICATION_LIFECYCLE, 4);

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

  private final String code;
  private final OcsfClass ocsfClass;
  private final int activityId;

  EventCode(String code, OcsfClass ocsfClass, int activityId) {
    this.code = code;
    this.ocsfClass = ocsfClass;
    this.activityId = activityId;
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
}

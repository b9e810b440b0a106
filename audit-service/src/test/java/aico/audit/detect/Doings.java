package aico.audit.detect;

import static aico.bus.contract.Principals.AUDIT;
import static aico.bus.contract.Principals.AUTH;
import static aico.bus.contract.Principals.KEY;
import static aico.bus.contract.Principals.POLICY;
import static aico.bus.contract.Principals.VAULT;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.Resource;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What people and programs do, as the events that the services write about it. */
final class Doings {
  static final List<String> SERVICES = List.of(KEY, AUTH, POLICY, AUDIT, VAULT);

  private final GeneratedTrail trail;
  private final Random random;

  Doings(GeneratedTrail trail, Random random) {
    this.trail = trail;
    this.random = random;
  }

  String id() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  void start(long ms, String service) {
    trail.add(
        ms,
        service,
        AuditEvent.of(EventCode.SERVICE_STARTED)
            .with("pid", Integer.toString(1000 + random.nextInt(9000))));
    if (!service.equals(KEY)) {
      trail.add(
          ms + 40,
          KEY,
          AuditEvent.of(EventCode.KEY_HANDED_OUT)
              .by(service, null)
              .on(new Resource("key", "service/" + service + "/own"))
              .correlated(id())
              .with("epoch", "1"));
    }
  }

  void boot(long ms) {
    SERVICES.forEach(service -> start(ms + random.nextInt(900), service));
  }

  void stop(long ms) {
    for (String service : SERVICES) {
      trail.add(
          ms + random.nextInt(500),
          service,
          AuditEvent.of(EventCode.SERVICE_STOPPED).with("pid", "1000"));
    }
  }

  /** A wrong password, as key-service tells it. */
  void failure(long ms, String program, @Nullable String user, String reason) {
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.AUTH_LOGIN_FAILED)
            .failed()
            .by(program, user)
            .correlated(id())
            .with("reason", reason));
  }

  void unlock(long ms, String program, Person person, String slot) {
    String user = person.name();
    String unlock = id();
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.KEY_UNLOCKED)
            .by(program, user)
            .correlated(id())
            .with("unlock_id", unlock)
            .with("slot", slot));
    trail.add(
        ms + 30,
        AUTH,
        AuditEvent.of(EventCode.AUTH_LOGIN)
            .by(program, user)
            .correlated(id())
            .with("session_id", person.newSession(id())));
    long at = ms + 60;
    for (String vault : person.vaults()) {
      handOut(at, user, vault);
      mounted(at + 30, null, null, vault, "unlock");
      at += 60;
    }
  }

  void lock(long ms, String program, Person person) {
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.KEY_LOCKED)
            .by(program, person.name())
            .correlated(id())
            .with("unlock_id", id()));
    trail.add(
        ms + 20,
        AUTH,
        AuditEvent.of(EventCode.AUTH_LOGOUT)
            .by(program, person.name())
            .with("session_id", person.session())
            .with("reason", "locked"));
    for (String vault : person.vaults()) {
      trail.add(
          ms + 50,
          VAULT,
          AuditEvent.of(EventCode.VAULT_UNMOUNTED)
              .on(new Resource("vault", vault))
              .with("why", "lock"));
    }
  }

  void handOut(long ms, String user, String vault) {
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.KEY_HANDED_OUT)
            .by(VAULT, user)
            .on(new Resource("key", "vault/" + Integer.toHexString(vault.hashCode())))
            .correlated(id())
            .with("epoch", "1"));
  }

  private void mounted(
      long ms, @Nullable String program, @Nullable String user, String vault, String why) {
    trail.add(
        ms,
        VAULT,
        AuditEvent.of(EventCode.VAULT_MOUNTED)
            .by(program, user)
            .on(new Resource("vault", vault))
            .with("why", why));
  }

  void token(long ms, String program, Person person, String audience) {
    trail.add(
        ms,
        AUTH,
        AuditEvent.of(EventCode.TOKEN_ISSUED)
            .by(program, person.name())
            .correlated(id())
            .with("audience", audience)
            .with("session_id", person.session())
            .with("token_id", id()));
  }

  private void allowed(
      long ms, String program, Person person, String action, String service, Resource on) {
    token(ms, program, person, service);
    trail.add(
        ms + 15,
        POLICY,
        AuditEvent.of(EventCode.DECISION_ALLOWED)
            .by(program, person.name())
            .on(on)
            .correlated(id())
            .with("action", action)
            .with("service", service)
            .with("rule", "owner-manages-" + on.type() + "s")
            .with("policy_version", "3"));
  }

  void denied(long ms, String program, String user, String action, String service, String rule) {
    trail.add(
        ms,
        POLICY,
        AuditEvent.of(EventCode.DECISION_DENIED)
            .failed()
            .by(program, user)
            .on(new Resource("vault", "home"))
            .correlated(id())
            .with("action", action)
            .with("service", service)
            .with("rule", rule)
            .with("policy_version", "3"));
  }

  private void vaultDeed(
      long ms, EventCode code, String program, Person person, String action, String vault) {
    Resource resource = new Resource("vault", vault);
    allowed(ms, program, person, action, VAULT, resource);
    handOut(ms + 25, person.name(), vault);
    trail.add(
        ms + 300,
        VAULT,
        AuditEvent.of(code)
            .by(program, person.name())
            .on(resource)
            .correlated(id())
            .with("why", "request"));
  }

  void mount(long ms, String program, Person person, String vault) {
    vaultDeed(ms, EventCode.VAULT_MOUNTED, program, person, "vault.mount", vault);
  }

  void create(long ms, String program, Person person, String vault) {
    vaultDeed(ms, EventCode.VAULT_CREATED, program, person, "vault.create", vault);
  }

  void check(long ms, String program, Person person, String vault) {
    vaultDeed(ms, EventCode.VAULT_CHECKED, program, person, "vault.check", vault);
  }

  void rotate(long ms, String program, Person person, String vault) {
    vaultDeed(ms, EventCode.VAULT_ROTATED, program, person, "vault.rotate", vault);
  }

  void unmount(long ms, String program, Person person, String vault) {
    trail.add(
        ms,
        VAULT,
        AuditEvent.of(EventCode.VAULT_UNMOUNTED)
            .by(program, person.name())
            .on(new Resource("vault", vault))
            .with("why", "request"));
  }

  void addIntegrator(long ms, String program, Person person, String name) {
    Resource resource = new Resource("integrator", name);
    allowed(ms, program, person, "audit.integrator_add", AUDIT, resource);
    trail.add(
        ms + 40,
        AUDIT,
        AuditEvent.of(EventCode.INTEGRATOR_ADDED)
            .by(program, person.name())
            .on(resource)
            .correlated(id()));
  }

  void changePassword(long ms, String program, Person person, String proof) {
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.KEY_PASSWORD_CHANGED)
            .by(program, person.name())
            .correlated(id())
            .with("slot_id", id())
            .with("proof", proof));
  }

  void renewKit(long ms, String program, Person person) {
    trail.add(
        ms,
        KEY,
        AuditEvent.of(EventCode.KEY_RECOVERY_RENEWED)
            .by(program, person.name())
            .on(new Resource("slot", "recovery"))
            .correlated(id()));
  }

  void refused(long ms, String producer, String topic, String reason, long count) {
    trail.add(
        ms,
        producer,
        AuditEvent.of(EventCode.PEER_REFUSED)
            .failed()
            .with("topic", topic)
            .with("address", "127.0.0.1")
            .with("reason", reason)
            .with("count", Long.toString(count)));
  }

  void finding(long ms, EventCode code, String producer, String reason) {
    AuditEvent event =
        AuditEvent.of(code)
            .failed()
            .by(producer, null)
            .with("producer", producer)
            .with("incarnation", id())
            .with("producer_sequence", "17")
            .with("sha256", id() + id());
    trail.add(ms, AUDIT, code.details().contains("reason") ? event.with("reason", reason) : event);
  }

  void damage(long ms, String vault) {
    trail.add(
        ms,
        VAULT,
        AuditEvent.of(EventCode.VAULT_DAMAGE_FOUND)
            .failed()
            .on(new Resource("vault", vault))
            .with("why", "request")
            .with("findings", Integer.toString(1 + random.nextInt(40))));
  }
}

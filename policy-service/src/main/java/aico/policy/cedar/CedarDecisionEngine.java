package aico.policy.cedar;

import aico.bus.contract.Users;
import aico.policy.DecisionEngine;
import aico.policy.Level;
import aico.policy.PolicyException;
import aico.policy.Question;
import aico.policy.Verdict;
import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationResponse;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.value.CedarList;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Cedar's authorizer. Policies and schema are cached on the native side, and a question carries
 * only the three entities that matter: person, program and resource, each with its level or role.
 *
 * <p>Every question is validated against the schema, and an error in any one policy is an error of
 * the whole: Cedar itself would skip that policy, which for a forbid would mean an allow.
 */
public final class CedarDecisionEngine implements DecisionEngine {
  private static final EntityTypeName USER = type("User");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName LEVEL = type("Level");
  private static final EntityTypeName PROGRAM = type("Program");
  private static final EntityTypeName SERVICE = type("Service");
  private static final EntityTypeName ACTION = type("Action");
  private static final Map<String, EntityTypeName> RESOURCES =
      Map.of(
          "vault",
          type("Vault"),
          "integrator",
          type("Integrator"),
          "user",
          type("Account"),
          "suite",
          type("Suite"));

  private static final String MEMBER = "member";

  /** The id of the resource where a request names none: there is one suite. */
  private static final String THE_SUITE = "suite";

  private final CheckedPolicies checked;
  private final AuthorizationEngine cedar = new BasicAuthorizationEngine();

  private CedarDecisionEngine(CheckedPolicies checked) {
    this.checked = checked;
  }

  /**
   * Parses, validates and warms up; takes up to 1.5 s in a fresh JVM.
   *
   * @throws PolicyException naming the file and the policy at fault
   */
  public static CedarDecisionEngine load(PolicyTexts texts) {
    CheckedPolicies checked = CheckedPolicies.of(texts);
    try {
      checked.policies().cache();
      checked.schema().cache();
    } catch (CacheException e) {
      throw new PolicyException("policies: could not be cached", e);
    }
    CedarDecisionEngine engine = new CedarDecisionEngine(checked);
    engine.warmUp();
    return engine;
  }

  /** The actions that the schema knows: wire names of requests. */
  public Set<String> actions() {
    return checked.actions();
  }

  @Override
  public Verdict decide(Question question) {
    EntityTypeName resourceType = RESOURCES.get(question.resourceType());
    if (resourceType == null || !checked.actions().contains(question.action())) {
      return Verdict.byDefault(question);
    }
    AuthorizationSuccessResponse response = ask(question, resourceType);
    // The first by name where several policies decided: one is enough to say, and stays the same.
    Optional<String> rule = new TreeSet<>(response.getReason()).stream().findFirst();
    if (response.isAllowed()) {
      return new Verdict.Allowed(
          rule.orElseThrow(() -> new PolicyException("cedar: an allow without a policy")));
    }
    return rule.<Verdict>map(id -> new Verdict.Denied(id, checked.asks().getOrDefault(id, "")))
        .orElseGet(() -> Verdict.byDefault(question));
  }

  private AuthorizationSuccessResponse ask(Question question, EntityTypeName resourceType) {
    EntityUID user = USER.of(question.user());
    EntityUID program = PROGRAM.of(question.program());
    EntityUID resource =
        resourceType.of(question.resource() == null ? THE_SUITE : question.resource());
    Map<String, Value> context =
        Map.of("program", program, "service", SERVICE.of(question.service()));
    Set<Entity> entities =
        Set.of(
            new Entity(user, roles(question)),
            new Entity(program, parent(Level.ofProgram(question.program()))),
            new Entity(
                resource, holders(question), parent(Level.ofResource(question.resourceType()))));
    try {
      return unwrap(
          cedar.isAuthorized(
              new AuthorizationRequest(
                  user,
                  ACTION.of(question.action()),
                  resource,
                  Optional.of(context),
                  Optional.of(checked.schema()),
                  true),
              checked.policies(),
              entities));
    } catch (AuthException e) {
      throw new PolicyException("cedar: " + e.getMessage(), e);
    }
  }

  private static AuthorizationSuccessResponse unwrap(AuthorizationResponse response) {
    AuthorizationSuccessResponse success =
        response.success.orElseThrow(() ->
            new PolicyException("cedar: " + response.errors.map(Object::toString).orElse("")));
    if (!success.getErrors().isEmpty()) {
      throw new PolicyException("cedar: a policy failed: " + success.getErrors());
    }
    return success;
  }

  private static Set<EntityUID> roles(Question question) {
    Set<EntityUID> roles = new HashSet<>();
    if (question.byMember()) {
      roles.add(ROLE.of(MEMBER));
    }
    if (question.byOwner()) {
      roles.add(ROLE.of(Users.OWNER));
    }
    return roles;
  }

  /** Only vaults have an owner. */
  private static Map<String, Value> holders(Question question) {
    if (!question.resourceType().equals("vault")) {
      return Map.of();
    }
    Map<String, Value> holders = new HashMap<>();
    holders.put(
        "shared_with", new CedarList(question.sharedWith().stream().<Value>map(USER::of).toList()));
    String owner = question.owner();
    if (owner != null) {
      holders.put("owner", USER.of(owner));
    }
    return holders;
  }

  private static Set<EntityUID> parent(Optional<Level> level) {
    return level.map(l -> Set.of(LEVEL.of(l.id()))).orElseGet(Set::of);
  }

  /** One allow and one denial, so that the first real question finds everything loaded. */
  private void warmUp() {
    if (!(decide(mountBy(Users.OWNER)) instanceof Verdict.Allowed)
        || !(decide(mountBy("nobody")) instanceof Verdict.Denied)) {
      throw new PolicyException("policies: the owner cannot mount a vault, or a stranger can");
    }
  }

  private static Question mountBy(String user) {
    return new Question(
        user,
        "cli",
        "vault-service",
        "vault.mount",
        "vault",
        "warm-up",
        Users.OWNER,
        List.of(),
        "0");
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse("Aico::" + name).orElseThrow();
  }
}

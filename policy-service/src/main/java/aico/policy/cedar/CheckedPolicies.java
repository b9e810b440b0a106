package aico.policy.cedar;

import aico.policy.PolicyException;
import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.DetailedError;
import com.cedarpolicy.model.Effect;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.ValidationResponse;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.InternalException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.model.schema.Schema;
import com.cedarpolicy.model.schema.Schema.JsonOrCedar;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Policies that were parsed, named by their {@code @id}, and validated against their schema.
 *
 * @param actions the actions of the schema that a request can have
 * @param asks for each forbid, its {@code @ask}: what the person can do instead
 */
record CheckedPolicies(
    Schema schema, PolicySet policies, Set<String> actions, Map<String, String> asks) {
  private static final String BUILTIN_PREFIX = "builtin-";
  private static final String NAMESPACE = "Aico";

  /**
   * Checks the texts.
   *
   * @throws PolicyException naming the file, the policy and what is wrong with it
   */
  static CheckedPolicies of(PolicyTexts texts) {
    Schema schema = schema(texts.schema());
    Map<String, Policy> named = new LinkedHashMap<>();
    Map<String, String> asks = new LinkedHashMap<>();
    for (Policy policy : parsed(PolicyTexts.BUILTIN_FILE, texts.builtin())) {
      String id = add(PolicyTexts.BUILTIN_FILE, policy, Effect.FORBID, named);
      asks.put(id, annotation(PolicyTexts.BUILTIN_FILE, policy, "ask"));
    }
    for (Policy policy : parsed(PolicyTexts.RULES_FILE, texts.rules())) {
      add(PolicyTexts.RULES_FILE, policy, Effect.PERMIT, named);
    }
    PolicySet set = new PolicySet(new LinkedHashSet<>(named.values()));
    validate(schema, set);
    return new CheckedPolicies(schema, set, actions(schema), Map.copyOf(asks));
  }

  private static Schema schema(String text) {
    try {
      return Schema.parse(JsonOrCedar.Cedar, text);
    } catch (InternalException e) {
      throw new PolicyException(PolicyTexts.SCHEMA_FILE + ": " + e.getMessage(), e);
    }
  }

  private static Set<Policy> parsed(String file, String text) {
    try {
      PolicySet set = PolicySet.parsePolicies(text);
      if (set.getNumTemplates() > 0) {
        throw new PolicyException(file + ": templates are not used");
      }
      return set.policies;
    } catch (InternalException e) {
      throw new PolicyException(file + ": " + e.getMessage(), e);
    }
  }

  private static String add(String file, Policy policy, Effect expected, Map<String, Policy> to) {
    String id = annotation(file, policy, "id");
    if (effect(file, policy) != expected) {
      throw new PolicyException(file + ": " + id + ": wrong effect (expected: " + expected + ")");
    }
    if (id.startsWith(BUILTIN_PREFIX) != (expected == Effect.FORBID)) {
      throw new PolicyException(file + ": " + id + ": only built-in forbids start with builtin-");
    }
    if (to.put(id, new Policy(policy.getSource(), id)) != null) {
      throw new PolicyException(file + ": " + id + ": twice");
    }
    return id;
  }

  private static String annotation(String file, Policy policy, String name) {
    try {
      String value = policy.getAnnotation(name);
      if (value == null || value.isEmpty()) {
        throw new PolicyException(file + ": " + policy.getID() + ": @" + name + " missing");
      }
      return value;
    } catch (InternalException e) {
      throw new PolicyException(file + ": " + policy.getID() + ": unreadable annotations", e);
    }
  }

  private static Effect effect(String file, Policy policy) {
    try {
      return policy.effect();
    } catch (InternalException e) {
      throw new PolicyException(file + ": " + policy.getID() + ": no effect", e);
    }
  }

  private static void validate(Schema schema, PolicySet policies) {
    AuthorizationEngine engine = new BasicAuthorizationEngine();
    ValidationResponse response;
    try {
      response = engine.validate(new ValidationRequest(schema, policies));
    } catch (AuthException e) {
      throw new PolicyException("policies: could not be validated", e);
    }
    if (!response.validationPassed() || !response.warnings.isEmpty()) {
      StringBuilder message = new StringBuilder("policies: do not fit the schema");
      response.errors.ifPresent(all -> all.forEach(e -> message.append("; ").append(e.message)));
      response.success.ifPresent(s ->
          s.validationErrors.forEach(e ->
              message
                  .append("; ")
                  .append(e.getPolicyId())
                  .append(": ")
                  .append(e.getError().message)));
      for (DetailedError warning : response.warnings) {
        message.append("; ").append(warning.message);
      }
      throw new PolicyException(message.toString());
    }
  }

  /** The actions that apply to something; the others are groups. */
  private static Set<String> actions(Schema schema) {
    Set<String> actions = new TreeSet<>();
    try {
      JsonNode all = schema.toJsonFormat().path(NAMESPACE).path("actions");
      all.properties()
          .forEach(action -> {
            if (action.getValue().path("appliesTo").path("resourceTypes").size() > 0) {
              actions.add(action.getKey());
            }
          });
    } catch (InternalException | JsonProcessingException e) {
      throw new PolicyException(PolicyTexts.SCHEMA_FILE + ": " + e.getMessage(), e);
    }
    return Set.copyOf(actions);
  }
}

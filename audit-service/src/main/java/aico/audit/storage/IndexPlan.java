package aico.audit.storage;

import aico.audit.EventMatch;
import aico.bus.contract.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a filter is looked up: its conditions, and the one index that leaves the fewest events. No
 * value of a filter becomes part of a statement: they are looked up among the names first, and what
 * stands in the statement are numbers.
 */
final class IndexPlan {
  /** Beyond this part of all events, walking over all of them is no slower than an index. */
  private static final int RARE = 20;

  /** More names than a home has: they are no restriction. */
  private static final int NAMES_MAX = 500;

  private final List<String> conditions = new ArrayList<>();
  private @Nullable String index;
  private long fewest = Long.MAX_VALUE;
  private boolean nothing;
  private boolean exact = true;

  private IndexPlan() {}

  static IndexPlan of(EventMatch match, IndexNames names, long total) {
    EventFilter filter = match.filter();
    IndexPlan plan = new IndexPlan();
    if (filter.principal() != null) {
      plan.named("principal", names.exactly(IndexNames.Kind.PRINCIPAL, Set.of(filter.principal())));
    }
    if (match.users() != null) {
      plan.named("user", names.exactly(IndexNames.Kind.USER, match.users()));
    }
    if (filter.event_code() != null) {
      plan.named(
          "code",
          names.where(IndexNames.Kind.CODE, code -> EventMatch.isCode(filter.event_code(), code)));
    }
    if (filter.resource() != null) {
      plan.named("resource", names.where(IndexNames.Kind.RESOURCE, match::isResource));
    }
    if (filter.class_uid() != null) {
      plan.conditions.add("class = " + filter.class_uid());
    }
    if (filter.severity_id() != null) {
      plan.conditions.add("severity >= " + filter.severity_id());
    }
    if (plan.fewest > total / RARE) {
      plan.index = plan.conditions.size() == 1 && plan.index != null ? plan.index : null;
    }
    return plan;
  }

  private void named(String column, List<IndexNames.Name> found) {
    if (found.isEmpty()) {
      nothing = true;
      return;
    }
    if (found.size() > NAMES_MAX) {
      exact = false;
      return;
    }
    long count = found.stream().mapToLong(IndexNames.Name::count).sum();
    if (count < fewest) {
      fewest = count;
      index = found.size() == 1 ? "events_" + column : null;
    }
    StringBuilder ids = new StringBuilder();
    found.forEach(name -> ids.append(ids.isEmpty() ? "" : ",").append(name.id()));
    conditions.add(found.size() == 1 ? column + " = " + ids : column + " IN (" + ids + ")");
  }

  /** Whether no event can be found. */
  boolean isNothing() {
    return nothing;
  }

  /** Whether what is found is what was asked for, and not more. */
  boolean isExact() {
    return exact;
  }

  /** Whether the time alone decides. */
  boolean isTimeAlone() {
    return conditions.isEmpty();
  }

  /** {@code FROM … WHERE …} with the places for the window's and the time's bounds. */
  String fromWhere(boolean timed) {
    StringBuilder sql =
        new StringBuilder(" FROM events ")
            .append(index == null ? "NOT INDEXED" : "INDEXED BY " + index)
            .append(" WHERE seq >= ? AND seq < ?");
    if (timed) {
      sql.append(" AND time >= ? AND time < ?");
    }
    conditions.forEach(condition -> sql.append(" AND ").append(condition));
    return sql.toString();
  }
}

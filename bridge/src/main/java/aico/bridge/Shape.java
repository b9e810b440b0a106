package aico.bridge;

import java.util.Locale;

/** How an event looks outside. */
public enum Shape {
  /** As it stands in the log: a CloudEvent around OCSF. */
  OCSF,
  /** Elastic Common Schema: {@link EcsShape}. */
  ECS;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The shape of that name. */
  public static Shape parse(String word) {
    for (Shape shape : values()) {
      if (shape.word().equals(word)) {
        return shape;
      }
    }
    throw new BridgeException("shape", "'" + word + "' (expected: ocsf or ecs)");
  }
}

package aico.vault;

import aico.bus.contract.InvalidField;
import aico.bus.contract.Shapes;

/**
 * A vault's name, {@code [a-z0-9][a-z0-9-]{0,62}}. It becomes a folder's name, so nothing else is
 * let through; {@link InvalidField} names the field {@code name}.
 */
public record VaultName(String text) implements Comparable<VaultName> {

  public VaultName {
    Shapes.name("name", text);
  }

  @Override
  public int compareTo(VaultName other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}

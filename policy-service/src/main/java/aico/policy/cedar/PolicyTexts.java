package aico.policy.cedar;

import aico.policy.PolicyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The texts that decide.
 *
 * @param schema a Cedar schema in its human-readable form
 * @param builtin forbids that no request can edit
 * @param rules permits
 */
public record PolicyTexts(String schema, String builtin, String rules) {
  static final String SCHEMA_FILE = "cedar/aico.cedarschema";
  static final String BUILTIN_FILE = "cedar/builtin.cedar";
  static final String RULES_FILE = "cedar/rules.cedar";

  /** The texts that this service ships. */
  public static PolicyTexts shipped() {
    return new PolicyTexts(read(SCHEMA_FILE), read(BUILTIN_FILE), read(RULES_FILE));
  }

  /** SHA-256 over the three texts, as hex: another digest is another version. */
  public String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String text : new String[] {schema, builtin, rules}) {
        sha256.update(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
      }
      return HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new PolicyException("SHA-256: missing in this JDK", e);
    }
  }

  private static String read(String file) {
    try (InputStream in = PolicyTexts.class.getClassLoader().getResourceAsStream(file)) {
      if (in == null) {
        throw new PolicyException(file + ": missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new PolicyException(file + ": unreadable", e);
    }
  }
}

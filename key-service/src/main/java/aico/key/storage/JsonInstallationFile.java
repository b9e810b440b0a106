package aico.key.storage;

import aico.key.Installation;
import aico.key.InstallationFile;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code installation.json}. */
final class JsonInstallationFile implements InstallationFile {
  /** A name, and for a store at a place of its own that place: {@code mounted:/run/secrets/key}. */
  static final Pattern STORAGE = Pattern.compile("[a-z0-9-]{1,32}(:/[!-~]{1,1023})?");

  private static final Pattern PRINCIPAL = Pattern.compile("[a-z0-9][a-z0-9/-]{0,79}");

  private final StateFiles files;

  JsonInstallationFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Optional<Installation> read() {
    return files.read(StateFiles.INSTALLATION, JsonInstallationFile::installation);
  }

  private static Installation installation(Fields fields) {
    Fields attestation = fields.object("attestation");
    Installation installation =
        new Installation(
            fields.number("generation", 1, Long.MAX_VALUE),
            fields.time("created"),
            fields.id("key_id"),
            fields.text("key_storage", STORAGE),
            new Installation.AttestationKey(
                attestation.text("public_key", Fields.PUBLIC_KEY),
                attestation.id("salt"),
                attestation.wrapped("wrapped")),
            fields.list(
                "service_keys", Installation.SERVICE_KEYS_LIMIT, JsonInstallationFile::salt));
    attestation.end();
    return installation;
  }

  private static Installation.ServiceKeySalt salt(Fields fields) {
    return new Installation.ServiceKeySalt(
        fields.text("principal", PRINCIPAL),
        fields.text("purpose", Fields.NAME),
        fields.small("epoch", 1, Integer.MAX_VALUE),
        fields.id("salt"));
  }

  @Override
  public void write(Installation installation) {
    ObjectNode json =
        StateFiles.object()
            .put("version", StateFiles.VERSION)
            .put("generation", installation.generation())
            .put("created", installation.created().toString())
            .put("key_id", installation.keyId())
            .put("key_storage", installation.keyStorage());
    json.putObject("attestation")
        .put("public_key", installation.attestation().publicKey())
        .put("salt", installation.attestation().salt())
        .put("wrapped", installation.attestation().wrapped().hex());
    ArrayNode salts = json.putArray("service_keys");
    for (Installation.ServiceKeySalt salt : installation.serviceKeys()) {
      salts
          .addObject()
          .put("principal", salt.principal())
          .put("purpose", salt.purpose())
          .put("epoch", salt.epoch())
          .put("salt", salt.salt());
    }
    files.write(StateFiles.INSTALLATION, json);
  }
}

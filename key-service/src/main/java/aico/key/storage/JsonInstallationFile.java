package aico.key.storage;

import aico.key.Installation;
import aico.key.InstallationFile;
import aico.key.KeyFile;
import aico.key.KeyPlace;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code installation.json}. */
final class JsonInstallationFile implements InstallationFile {
  /** A name, and for a store at a place of its own that place: {@code mounted:/run/secrets/key}. */
  static final Pattern STORAGE = Pattern.compile("[a-z0-9-]{1,32}(:/[!-~]{1,1023})?");

  /** While the key is rotated; a release that knows nothing of that has to keep off it. */
  private static final int ROTATING_VERSION = 2;

  private static final Pattern PRINCIPAL = Pattern.compile("[a-z0-9][a-z0-9/-]{0,79}");

  private final StateFiles files;

  JsonInstallationFile(StateFiles files) {
    this.files = files;
  }

  @Override
  public Optional<Installation> read() {
    return files.read(
        StateFiles.INSTALLATION, ROTATING_VERSION, JsonInstallationFile::installation);
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
                "service_keys", Installation.SERVICE_KEYS_LIMIT, JsonInstallationFile::salt),
            fields.optionalObject("rotation").map(JsonInstallationFile::rotation).orElse(null));
    attestation.end();
    return installation;
  }

  private static Installation.Rotation rotation(Fields fields) {
    Fields copy = fields.object("copy");
    KeyPlace to = place(fields.object("to"));
    Installation.Rotation rotation =
        new Installation.Rotation(
            place(fields.object("from")),
            to,
            fields.text("user", Fields.NAME),
            new KeyFile.InstallationWrap(to.keyId(), copy.id("salt"), copy.wrapped("wrapped")));
    copy.end();
    fields.end();
    return rotation;
  }

  private static KeyPlace place(Fields fields) {
    KeyPlace place = new KeyPlace(fields.id("key_id"), fields.text("key_storage", STORAGE));
    fields.end();
    return place;
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
            .put("version", installation.rotation() == null ? StateFiles.VERSION : ROTATING_VERSION)
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
    Installation.Rotation rotation = installation.rotation();
    if (rotation != null) {
      put(json.putObject("rotation"), rotation);
    }
    files.write(StateFiles.INSTALLATION, json);
  }

  private static void put(ObjectNode json, Installation.Rotation rotation) {
    put(json.putObject("from"), rotation.from());
    put(json.putObject("to"), rotation.to());
    json.put("user", rotation.user());
    json.putObject("copy")
        .put("salt", rotation.copy().salt())
        .put("wrapped", rotation.copy().wrapped().hex());
  }

  private static void put(ObjectNode json, KeyPlace place) {
    json.put("key_id", place.keyId()).put("key_storage", place.storage());
  }
}

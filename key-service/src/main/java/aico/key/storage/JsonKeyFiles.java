package aico.key.storage;

import aico.key.Argon2Context;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyFiles;
import aico.key.StateFileException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.regex.Pattern;

/** {@code keys/<user>.json}. */
final class JsonKeyFiles implements KeyFiles {
  private static final String SUFFIX = ".json";
  private static final Pattern KIND = Pattern.compile("password|recovery");

  private final StateFiles files;

  JsonKeyFiles(StateFiles files) {
    this.files = files;
  }

  @Override
  public List<KeyFile> readAll() {
    return files.keyFiles("").stream().map(this::read).toList();
  }

  private KeyFile read(String name) {
    String user = name.substring(StateFiles.KEYS_FOLDER.length() + 1).replace(SUFFIX, "");
    if (!name.endsWith(SUFFIX) || !Fields.NAME.matcher(user).matches()) {
      throw new StateFileException(name, "$", "not the name of a key file (expected: <user>.json)");
    }
    KeyFile file =
        files
            .read(name, JsonKeyFiles::keyFile)
            .orElseThrow(() -> new KeyException(name + ": gone meanwhile"));
    if (!file.user().equals(user)) {
      throw new StateFileException(
          name, "user", "'%s' (expected: '%s')".formatted(file.user(), user));
    }
    return file;
  }

  @Override
  public void write(KeyFile file) {
    files.write(StateFiles.KEYS_FOLDER + "/" + file.user() + SUFFIX, json(file));
  }

  private static KeyFile keyFile(Fields fields) {
    Fields installation = fields.object("installation_key");
    KeyFile file =
        new KeyFile(
            fields.text("user", Fields.NAME),
            fields.number("generation", 1, Long.MAX_VALUE),
            fields.time("created"),
            fields.list("slots", KeyFile.SLOTS_LIMIT, JsonKeyFiles::slot),
            fields.list("epochs", KeyFile.EPOCHS_LIMIT, JsonKeyFiles::epoch),
            fields.list("vaults", KeyFile.VAULTS_LIMIT, JsonKeyFiles::vault),
            new KeyFile.InstallationWrap(
                installation.id("key_id"),
                installation.id("salt"),
                installation.wrapped("wrapped")));
    installation.constant("kdf", "hkdf-sha-512");
    installation.end();
    if (file.epochs().isEmpty()) {
      throw fields.refused("epochs", "empty (expected: at least one)");
    }
    for (int i = 0; i < file.vaults().size(); i++) {
      int wrappingEpoch = file.vaults().get(i).wrappingEpoch();
      if (file.epochs().stream().noneMatch(epoch -> epoch.epoch() == wrappingEpoch)) {
        throw fields.refused(
            "vaults[%d].wrapping_epoch".formatted(i), wrappingEpoch + " (expected: a known epoch)");
      }
    }
    return file;
  }

  private static KeyFile.Slot slot(Fields fields) {
    if (fields.text("kind", KIND).equals("password")) {
      requireArgon2id(fields, KeyFile.PasswordSlot.CONTEXT);
      return new KeyFile.PasswordSlot(
          fields.id("id"), fields.time("created"), fields.id("salt"), fields.wrapped("wrapped"));
    }
    fields.constant("kdf", "hkdf-sha-512");
    return new KeyFile.RecoverySlot(
        fields.id("id"), fields.time("created"), fields.id("salt"), fields.wrapped("wrapped"));
  }

  private static KeyFile.WrappingEpoch epoch(Fields fields) {
    requireArgon2id(fields, KeyFile.WrappingEpoch.CONTEXT);
    return new KeyFile.WrappingEpoch(
        fields.small("epoch", 1, Integer.MAX_VALUE), fields.id("salt"));
  }

  private static KeyFile.VaultWrap vault(Fields fields) {
    return new KeyFile.VaultWrap(
        fields.id("vault_id"),
        fields.small("epoch", 1, Integer.MAX_VALUE),
        fields.small("wrapping_epoch", 1, Integer.MAX_VALUE),
        fields.wrapped("wrapped"));
  }

  /** Version 1 knows one set of parameters for each use: others are damage, never a downgrade. */
  private static void requireArgon2id(Fields fields, Argon2Context context) {
    fields.constant("kdf", "argon2id");
    fields.constant("memory_kib", context.memoryKib());
    fields.constant("passes", context.passes());
    fields.constant("lanes", context.lanes());
  }

  private static ObjectNode json(KeyFile file) {
    ObjectNode json =
        StateFiles.object()
            .put("version", StateFiles.VERSION)
            .put("user", file.user())
            .put("generation", file.generation())
            .put("created", file.created().toString());
    ArrayNode slots = json.putArray("slots");
    file.slots().forEach(slot -> put(slots.addObject(), slot));
    ArrayNode epochs = json.putArray("epochs");
    for (KeyFile.WrappingEpoch epoch : file.epochs()) {
      ObjectNode entry = epochs.addObject().put("epoch", epoch.epoch());
      putArgon2id(entry, KeyFile.WrappingEpoch.CONTEXT);
      entry.put("salt", epoch.salt());
    }
    ArrayNode vaults = json.putArray("vaults");
    for (KeyFile.VaultWrap vault : file.vaults()) {
      vaults
          .addObject()
          .put("vault_id", vault.vaultId())
          .put("epoch", vault.epoch())
          .put("wrapping_epoch", vault.wrappingEpoch())
          .put("wrapped", vault.wrapped().hex());
    }
    json.putObject("installation_key")
        .put("key_id", file.installationKey().keyId())
        .put("kdf", "hkdf-sha-512")
        .put("salt", file.installationKey().salt())
        .put("wrapped", file.installationKey().wrapped().hex());
    return json;
  }

  private static void put(ObjectNode entry, KeyFile.Slot slot) {
    entry.put("kind", slot.kind());
    switch (slot) {
      case KeyFile.PasswordSlot password -> {
        putArgon2id(entry, KeyFile.PasswordSlot.CONTEXT);
        entry.put("salt", password.salt());
      }
      case KeyFile.RecoverySlot recovery ->
          entry.put("kdf", "hkdf-sha-512").put("salt", recovery.salt());
    }
    entry
        .put("id", slot.id())
        .put("created", slot.created().toString())
        .put("wrapped", slot.wrapped().hex());
  }

  private static void putArgon2id(ObjectNode entry, Argon2Context context) {
    entry
        .put("kdf", "argon2id")
        .put("memory_kib", context.memoryKib())
        .put("passes", context.passes())
        .put("lanes", context.lanes());
  }
}

package aico.key.storage;

import aico.key.Argon2Context;
import aico.key.KeyException;
import aico.key.KeyFile;
import aico.key.KeyFiles;
import aico.key.RecoveryShares;
import aico.key.StateFileException;
import aico.key.Subject;
import aico.key.Wrapped;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code keys/<user>.json}. */
final class JsonKeyFiles implements KeyFiles {
  private static final String SUFFIX = ".json";
  private static final Pattern KIND = Pattern.compile("[a-z][a-z-]{0,31}");

  private static final Pattern LETTER = Pattern.compile("vault|household");

  /** Version 1 had neither box nor letters nor members, version 2 no subject. */
  private static final int VERSION = 3;

  /** What a slot of any kind has. */
  private static final Set<String> COMMON = Set.of("kind", "id", "created", "wrapped");

  /** What a slot of an unknown kind may have beside it. */
  private static final int PARAMETERS_LIMIT = 16;

  private static final Pattern PARAMETER = Pattern.compile("[ -~&&[^\"\\\\]]{0,256}");

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
            .read(name, VERSION, JsonKeyFiles::keyFile)
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

  @Override
  public void remove(String user) {
    files.remove(StateFiles.KEYS_FOLDER + "/" + user + SUFFIX);
  }

  private static KeyFile keyFile(Fields fields) {
    int version = fields.small("version", 1, VERSION);
    boolean first = version == 1;
    Fields installation = fields.object("installation_key");
    Optional<Fields> box = first ? Optional.empty() : fields.optionalObject("box");
    Optional<Fields> subject = version < 3 ? Optional.empty() : fields.optionalObject("subject");
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
                installation.wrapped("wrapped")),
            box.map(JsonKeyFiles::box).orElse(null),
            first ? List.of() : fields.list("letters", KeyFile.LETTERS_LIMIT, JsonKeyFiles::letter),
            subject.map(JsonKeyFiles::subject).orElse(null));
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
    String kind = fields.text("kind", KIND);
    String id = fields.id("id");
    Instant created = fields.time("created");
    Wrapped wrapped = fields.wrapped("wrapped");
    return switch (kind) {
      case "password" -> {
        requireArgon2id(fields, KeyFile.PasswordSlot.CONTEXT);
        yield new KeyFile.PasswordSlot(id, created, fields.id("salt"), wrapped);
      }
      case "recovery" -> new KeyFile.RecoverySlot(id, created, hkdfSalt(fields), wrapped);
      case "shares" -> {
        fields.constant("threshold", RecoveryShares.THRESHOLD);
        fields.constant("shares", RecoveryShares.SHARES);
        yield new KeyFile.SharesSlot(id, created, hkdfSalt(fields), wrapped);
      }
      case "member" ->
          new KeyFile.MemberSlot(
              id, created, fields.text("user", Fields.NAME), hkdfSalt(fields), wrapped);
      case "unattended" -> new KeyFile.UnattendedSlot(id, created, hkdfSalt(fields), wrapped);
      default -> new KeyFile.OtherSlot(kind, id, created, parameters(fields), wrapped);
    };
  }

  private static String hkdfSalt(Fields fields) {
    fields.constant("kdf", "hkdf-sha-512");
    return fields.id("salt");
  }

  /** Kept without a thought of what they mean: a newer version wrote them, and reads them again. */
  private static SequencedMap<String, Object> parameters(Fields fields) {
    SequencedMap<String, Object> parameters = new LinkedHashMap<>();
    for (String name : fields.names()) {
      if (!COMMON.contains(name)) {
        parameters.put(name, fields.textOrNumber(name, PARAMETER));
      }
    }
    if (parameters.size() > PARAMETERS_LIMIT) {
      throw fields.refused(
          "kind", "%d parameters (expected: <= %d)".formatted(parameters.size(), PARAMETERS_LIMIT));
    }
    return parameters;
  }

  private static KeyFile.Box box(Fields fields) {
    fields.constant("kdf", "hkdf-sha-512");
    KeyFile.Box box =
        new KeyFile.Box(
            fields.text("public_key", Fields.PUBLIC_KEY),
            fields.id("salt"),
            fields.wrapped("wrapped"));
    fields.end();
    return box;
  }

  private static Subject subject(Fields fields) {
    fields.constant("kdf", "hkdf-sha-512");
    Fields pseudonyms = fields.object("pseudonyms");
    pseudonyms.constant("kdf", "hkdf-sha-512");
    Subject subject =
        new Subject(
            fields.id("id"),
            fields.text("public_key", Fields.PUBLIC_KEY),
            fields.id("salt"),
            fields.wrapped("wrapped"),
            new Subject.PseudonymWrap(pseudonyms.id("salt"), pseudonyms.wrapped("wrapped")));
    pseudonyms.end();
    fields.end();
    return subject;
  }

  private static KeyFile.Letter letter(Fields fields) {
    String kind = fields.text("kind", LETTER);
    String sealed = fields.text("sealed", Fields.SEALED_KEY);
    return kind.equals("household")
        ? new KeyFile.HouseholdLetter(sealed)
        : new KeyFile.VaultLetter(
            fields.id("vault_id"), fields.small("epoch", 1, Integer.MAX_VALUE), sealed);
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

  /** There is one set of parameters for each use: others are damage, never a downgrade. */
  private static void requireArgon2id(Fields fields, Argon2Context context) {
    fields.constant("kdf", "argon2id");
    fields.constant("memory_kib", context.memoryKib());
    fields.constant("passes", context.passes());
    fields.constant("lanes", context.lanes());
  }

  private static ObjectNode json(KeyFile file) {
    ObjectNode json =
        StateFiles.object()
            .put("version", VERSION)
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
    KeyFile.Box box = file.box();
    if (box != null) {
      json.putObject("box")
          .put("public_key", box.publicKey())
          .put("kdf", "hkdf-sha-512")
          .put("salt", box.salt())
          .put("wrapped", box.wrapped().hex());
    }
    Subject subject = file.subject();
    if (subject != null) {
      put(json.putObject("subject"), subject);
    }
    ArrayNode letters = json.putArray("letters");
    file.letters().forEach(letter -> put(letters.addObject(), letter));
    return json;
  }

  private static void put(ObjectNode entry, Subject subject) {
    entry.put("id", subject.id()).put("public_key", subject.publicKey());
    putHkdf(entry, subject.salt());
    entry.put("wrapped", subject.wrapped().hex());
    ObjectNode pseudonyms = entry.putObject("pseudonyms");
    putHkdf(pseudonyms, subject.pseudonyms().salt());
    pseudonyms.put("wrapped", subject.pseudonyms().wrapped().hex());
  }

  private static void put(ObjectNode entry, KeyFile.Letter letter) {
    switch (letter) {
      case KeyFile.VaultLetter(String vaultId, int epoch, String sealed) ->
          entry
              .put("kind", "vault")
              .put("vault_id", vaultId)
              .put("epoch", epoch)
              .put("sealed", sealed);
      case KeyFile.HouseholdLetter(String sealed) ->
          entry.put("kind", "household").put("sealed", sealed);
    }
  }

  private static void put(ObjectNode entry, KeyFile.Slot slot) {
    entry.put("kind", slot.kind());
    switch (slot) {
      case KeyFile.PasswordSlot password -> {
        putArgon2id(entry, KeyFile.PasswordSlot.CONTEXT);
        entry.put("salt", password.salt());
      }
      case KeyFile.RecoverySlot recovery -> putHkdf(entry, recovery.salt());
      case KeyFile.SharesSlot shares -> {
        entry.put("threshold", RecoveryShares.THRESHOLD).put("shares", RecoveryShares.SHARES);
        putHkdf(entry, shares.salt());
      }
      case KeyFile.UnattendedSlot unattended -> putHkdf(entry, unattended.salt());
      case KeyFile.MemberSlot member -> {
        entry.put("user", member.user());
        putHkdf(entry, member.salt());
      }
      case KeyFile.OtherSlot other -> other.parameters().forEach(entry::putPOJO);
    }
    entry
        .put("id", slot.id())
        .put("created", slot.created().toString())
        .put("wrapped", slot.wrapped().hex());
  }

  private static void putHkdf(ObjectNode entry, String salt) {
    entry.put("kdf", "hkdf-sha-512").put("salt", salt);
  }

  private static void putArgon2id(ObjectNode entry, Argon2Context context) {
    entry
        .put("kdf", "argon2id")
        .put("memory_kib", context.memoryKib())
        .put("passes", context.passes())
        .put("lanes", context.lanes());
  }
}

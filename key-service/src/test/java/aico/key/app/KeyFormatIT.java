package aico.key.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.crypto.SecretBytes;
import aico.key.Asker;
import aico.key.Attester;
import aico.key.CountedRandomness;
import aico.key.Held;
import aico.key.InMemoryHeldFile;
import aico.key.InMemoryKeyStore;
import aico.key.InMemorySlotTestFile;
import aico.key.InMemoryThrottleFile;
import aico.key.Installation;
import aico.key.InstallationKey;
import aico.key.KeyEvents;
import aico.key.Keyring;
import aico.key.Letters;
import aico.key.Proof;
import aico.key.RecordingJournal;
import aico.key.SlotChanges;
import aico.key.SlotOutcome;
import aico.key.SlotTests;
import aico.key.Throttle;
import aico.key.UnlockOutcome;
import aico.key.Unlocking;
import aico.key.VaultKeys;
import aico.key.Wrapped;
import aico.key.crypto.Argon2id;
import aico.key.crypto.WordKit;
import aico.key.crypto.WordShares;
import aico.key.storage.StateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds FORMAT.md against the code and against stock tools: its example is what is written, byte
 * for byte, and its commands, run as they stand there, open it. Needs the Debian packages argon2
 * and openssl.
 */
class KeyFormatIT {
  private static final Path FORMAT =
      Path.of("src/main/java/aico/key/storage/FORMAT.md").toAbsolutePath();
  private static final long COMMANDS_LIMIT_S = 60;

  @TempDir Path folder;

  @Test
  void format_example_isWhatIsWritten() throws IOException {
    writeExample();
    assertThat(block("json")).isEqualTo(Files.readString(folder.resolve("keys/owner.json")));
  }

  @Test
  void format_commands_openTheExampleWithStockTools() throws Exception {
    writeExample();
    Process bash =
        new ProcessBuilder("bash", "-eu", "-o", "pipefail", "-c", block("sh"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(bash.getInputStream().readAllBytes(), UTF_8);
    assertThat(bash.waitFor(COMMANDS_LIMIT_S, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEqualTo(block("text"));
    assertThat(bash.exitValue()).isZero();
    // The keys of the example are known: byte 01 of the installation, 02 of the user, 18 of the
    // vault.
    assertThat(output)
        .contains("by password      " + "02".repeat(32))
        .contains("by recovery kit  " + "02".repeat(32))
        .contains("by two shares    " + "02".repeat(32))
        .contains("unattended       " + "02".repeat(32))
        .contains("subject          " + "0d".repeat(32))
        .contains("pseudonyms       " + "0f".repeat(32))
        .contains("installation     " + "01".repeat(32));
  }

  /** A first launch and one vault, with a clock that stands still and known random bytes. */
  private void writeExample() {
    CountedRandomness random = new CountedRandomness();
    RecordingJournal journal = new RecordingJournal();
    InstantSource clock = () -> Instant.parse("2026-11-01T12:00:00Z");
    InMemoryKeyStore store = new InMemoryKeyStore();
    KeyEvents silent = new Silent();
    Attester attester = attestation -> "";
    try (InstallationKey installationKey =
            InstallationKey.open(store, installation().keyId(), false, random);
        StateFiles files =
            StateFiles.open(folder, installationKey.derive("", "key-service/integrity"));
        SecretBytes password = CountedRandomness.secretOf("correct horse battery staple")) {
      files.installationFile().write(installation());
      Keyring keyring =
          new Keyring(
              files.keyFiles(),
              journal,
              silent,
              new Held(new InMemoryHeldFile(), generation -> {}));
      Unlocking.Parts parts =
          new Unlocking.Parts(
              new Argon2id(),
              new Throttle(new InMemoryThrottleFile(), clock),
              attester,
              new WordKit(),
              new WordShares(),
              installationKey,
              false,
              random,
              clock,
              journal);
      Asker cli = new Asker("cli", null);
      ((UnlockOutcome.Created)
              new Unlocking(keyring, parts).create(cli, "owner", password, "00".repeat(16)))
          .kit()
          .close();
      SlotChanges changes =
          new SlotChanges(keyring, new SlotTests(new InMemorySlotTestFile()), parts);
      ((SlotOutcome.Added) changes.addShares(cli, "owner", new Proof.Password(password)))
          .texts()
          .forEach(SecretBytes::close);
      changes.addUnattended(cli, "owner", new Proof.Password(password));
      new VaultKeys(keyring, new Letters(keyring), parts)
          .create(new Asker("vault-service", null), "owner", "d1".repeat(16));
      keyring.close();
    }
  }

  private static Installation installation() {
    return new Installation(
        1,
        Instant.parse("2026-11-01T12:00:00Z"),
        "ee".repeat(16),
        "memory",
        new Installation.AttestationKey(
            "09".repeat(32), "0a".repeat(16), new Wrapped("5a".repeat(40))),
        List.of());
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(FORMAT));
    assertThat(block.find()).isTrue();
    return block.group(1);
  }

  private static final class Silent implements KeyEvents {
    @Override
    public void unlocked(String user, String unlockId) {}

    @Override
    public void locked(String user, String unlockId) {}
  }
}

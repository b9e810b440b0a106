package aico.key.tpm2;

import static java.nio.charset.StandardCharsets.US_ASCII;

import aico.bus.crypto.Hex;
import aico.bus.crypto.SecretBytes;
import aico.bus.crypto.SecretChild;
import aico.key.KeyBlobs;
import aico.key.KeyException;
import aico.key.KeyStore;
import aico.key.StateFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The installation key sealed by this machine's TPM 2.0, bound to PCR 7, which holds the state of
 * Secure Boot and the certificates it was decided by (TCG PC Client Platform Firmware Profile,
 * section 3.3.4): a disk in another machine, and this machine booted with Secure Boot switched off
 * or other keys, open nothing. Who has the whole machine and can log in has the key.
 *
 * <p>Sealed under the storage primary key that the TPM makes anew from its owner seed each time
 * (ECC P-256), so that the TPM itself keeps nothing. {@code installation-<key id>.tpm2} holds three
 * lines: {@code aico-tpm2-key 1}, then the public and the private part (TPM2B_PUBLIC,
 * TPM2B_PRIVATE) in hex.
 */
public final class Tpm2KeyStore implements KeyStore {
  public static final String NAME = "tpm2";

  private static final Path DEVICE = Path.of("/dev/tpmrm0");
  private static final String HEADER = "aico-tpm2-key 1";
  private static final String PCRS = "sha256:7";
  private static final int LINES = 3;

  private final KeyBlobs blobs;
  private final String tcti;

  /**
   * A store on a TPM.
   *
   * @param tcti how the TPM is reached (tpm2-tools, "TCTI"); empty for the machine's own
   */
  public Tpm2KeyStore(KeyBlobs blobs, String tcti) {
    this.blobs = blobs;
    this.tcti = tcti.isEmpty() ? "device:" + DEVICE : tcti;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Facts facts() {
    return new Facts(true, false, true, true);
  }

  @Override
  public Optional<String> fault() {
    if (tcti.equals("device:" + DEVICE)) {
      if (!Files.exists(DEVICE)) {
        return Optional.of("there is no TPM 2.0 here (no " + DEVICE + ")");
      }
      if (!Files.isReadable(DEVICE) || !Files.isWritable(DEVICE)) {
        return Optional.of(DEVICE + " is not open to key-service's user (see group tss)");
      }
    }
    try (Tpm2Tools tpm = new Tpm2Tools(tcti);
        SecretChild.Ended ended = tpm.run(null, "tpm2_pcrread", PCRS)) {
      return switch (ended.code()) {
        case 0 -> Optional.empty();
        case SecretChild.Ended.NOT_THERE ->
            Optional.of("tpm2-tools is not installed (apt-get install tpm2-tools)");
        default -> Optional.of("the TPM does not answer: " + ended.complaint());
      };
    }
  }

  private static String file(String keyId) {
    return "installation-%s.tpm2".formatted(keyId);
  }

  @Override
  public Optional<SecretBytes> read(String keyId) {
    return blobs.read(file(keyId)).map(blob -> unseal(file(keyId), blob));
  }

  private SecretBytes unseal(String file, byte[] blob) {
    List<String> lines = new String(blob, US_ASCII).lines().toList();
    if (lines.isEmpty() || !lines.getFirst().equals(HEADER)) {
      throw new StateFileException(
          file, "version", "another version, or no TPM key (expected: " + HEADER + ")");
    }
    try (Tpm2Tools tpm = new Tpm2Tools(tcti)) {
      if (lines.size() != LINES) {
        throw new StateFileException(file, "$", "cut short (expected: %d lines)".formatted(LINES));
      }
      tpm.put("public", Hex.decode(lines.get(1)));
      tpm.put("private", Hex.decode(lines.get(2)));
      primary(tpm);
      tpm.require(
          null,
          "tpm2_load",
          "--quiet",
          "--parent-context=" + tpm.file("primary"),
          "--public=" + tpm.file("public"),
          "--private=" + tpm.file("private"),
          "--key-context=" + tpm.file("sealed"));
      try (SecretChild.Ended ended =
          tpm.run(
              null,
              "tpm2_unseal",
              "--object-context=" + tpm.file("sealed"),
              "--auth=pcr:" + PCRS)) {
        if (!ended.ok()) {
          throw new KeyException(
              ("the TPM does not open the installation key: Secure Boot or its certificates are not"
                      + " as they were (PCR 7), or the TPM was cleared: %s. If that is for good:"
                      + " aico keystore move, with the password or the kit")
                  .formatted(ended.complaint()));
        }
        return Hex.decodeLine(ended.output());
      }
    } catch (IllegalArgumentException notHex) {
      throw new StateFileException(file, "$", "other characters (expected: hex digits)");
    }
  }

  private static void primary(Tpm2Tools tpm) {
    tpm.require(
        null,
        "tpm2_createprimary",
        "--quiet",
        "--hierarchy=o",
        "--hash-algorithm=sha256",
        "--key-algorithm=ecc",
        "--key-context=" + tpm.file("primary"));
  }

  @Override
  public void keep(String keyId, SecretBytes key) {
    if (blobs.read(file(keyId)).isPresent()) {
      throw new KeyException(file(keyId) + ": exists (a key is never overwritten)");
    }
    try (Tpm2Tools tpm = new Tpm2Tools(tcti)) {
      primary(tpm);
      tpm.require(
          null,
          "tpm2_createpolicy",
          "--quiet",
          "--policy-pcr",
          "--pcr-list=" + PCRS,
          "--policy=" + tpm.file("policy"));
      tpm.require(
          key,
          "tpm2_create",
          "--quiet",
          "--parent-context=" + tpm.file("primary"),
          "--policy=" + tpm.file("policy"),
          "--attributes=fixedtpm|fixedparent",
          "--sealing-input=-",
          "--public=" + tpm.file("public"),
          "--private=" + tpm.file("private"));
      String blob =
          "%s%n%s%n%s%n"
              .formatted(HEADER, Hex.encode(tpm.bytes("public")), Hex.encode(tpm.bytes("private")));
      blobs.write(file(keyId), blob.getBytes(US_ASCII));
    }
  }

  @Override
  public void remove(String keyId) {
    blobs.remove(file(keyId));
  }
}

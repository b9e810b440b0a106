/**
 * Cryptography and secrets outside the heap, by {@code java.lang.foreign} on libsodium and
 * libcrypto, and the few system calls that go with them.
 *
 * <p>Start reading at {@link aico.bus.crypto.SecretBytes}: every secret of the suite is one.
 * Secrets come in through {@link aico.bus.crypto.PasswordFile} or {@link
 * aico.bus.crypto.TerminalPassword}, are derived by {@link aico.bus.crypto.Hkdf}, rest wrapped by
 * {@link aico.bus.crypto.KeyWrap} or sealed by {@link aico.bus.crypto.StateSeal}, cross the bus
 * between {@link aico.bus.crypto.SealedBox} and {@link aico.bus.crypto.OneTimeKeyPair}, and leave
 * for a child process through {@link aico.bus.crypto.SecretPipe}.
 *
 * <p>Apart from that stand a principal's {@link aico.bus.crypto.CurveKey} and {@link
 * aico.bus.crypto.CurveBox}, on which JeroMQ's CURVE mechanism runs. A program calls {@link
 * aico.bus.crypto.NativeLibraries#requireAll} and {@link aico.bus.crypto.ProcessHardening#apply}
 * before anything else, and runs with {@code --enable-native-access}.
 *
 * <p>{@code Sodium*}, {@code LibCrypto} and {@code Libc} are the bindings: one method for each
 * native function, under its native name, with no policy of their own.
 */
@NullMarked
package aico.bus.crypto;

import org.jspecify.annotations.NullMarked;

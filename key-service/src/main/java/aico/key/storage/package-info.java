/**
 * What key-service keeps on disk; {@code FORMAT.md} beside this has every byte of it.
 *
 * <p>Start with {@link aico.key.storage.StateFiles}, which opens the state folder: {@code
 * installation.json}, {@code keys/<user>.json}, {@code throttle.json}, {@code recovery.json} and
 * {@code held.json}. Each is strict JSON read field by field through {@link
 * aico.key.storage.Fields}, authenticated by {@link aico.key.storage.FileSeal} under a key of the
 * installation key, and replaced whole by {@link aico.key.storage.Disk}. {@link
 * aico.key.storage.FileKeyStore} is the plainest home of the installation key itself.
 */
@NullMarked
package aico.key.storage;

import org.jspecify.annotations.NullMarked;

package aico.bus.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A native library that was found on this machine and stays loaded until the process ends.
 *
 * <p>Get one from {@link NativeLibraries}, then {@link #bind} its functions once into {@code static
 * final} handles.
 */
public final class NativeLibrary {
  private final String soname;
  private final String debianPackage;
  private final SymbolLookup symbols;

  private NativeLibrary(String soname, String debianPackage, SymbolLookup symbols) {
    this.soname = soname;
    this.debianPackage = debianPackage;
    this.symbols = symbols;
  }

  static NativeLibrary open(String soname, String debianPackage) {
    try {
      return new NativeLibrary(
          soname, debianPackage, SymbolLookup.libraryLookup(soname, Arena.global()));
    } catch (IllegalArgumentException notFound) {
      throw new MissingLibraryException(soname, debianPackage, "not found", notFound);
    }
  }

  static NativeLibrary libc() {
    return new NativeLibrary("libc.so.6", "libc6", Linker.nativeLinker().defaultLookup());
  }

  /**
   * A handle that calls the function {@code name}.
   *
   * @throws MissingLibraryException when the library has no such function
   */
  public MethodHandle bind(String name, FunctionDescriptor descriptor, Linker.Option... options) {
    MemorySegment function =
        symbols
            .find(name)
            .orElseThrow(() ->
                new MissingLibraryException(soname, debianPackage, "no function " + name, null));
    return Linker.nativeLinker().downcallHandle(function, descriptor, options);
  }

  /** File name the library was loaded by. */
  public String soname() {
    return soname;
  }
}

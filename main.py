"""The command line: opens the window, draws it into pictures, or trains the networks that ship."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from gui import __version__, preflight

DESCRIPTION = "See why an LSTM remembers and what a plain RNN cannot learn to keep."
EPILOG = "`carousel` alone opens the first scene; `carousel FILE` opens a session."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command in `argv` (None: the process's own arguments) and return the exit code.

    What the user can put right (a wrong argument, no display, a file that cannot be read) is told in
    one sentence on stderr, and the code is 2.
    """
    args = _parse(sys.argv[1:] if argv is None else argv)
    _use_one_blas_thread()
    if args.offscreen and sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if args.needs_qt and (problem := preflight.check()):
        return _fail(problem)

    from core.errors import CarouselError

    try:
        return args.run(args)
    except CarouselError as error:
        return _fail(str(error))


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="carousel", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"Carousel {__version__}")
    parser.set_defaults(needs_qt=True, offscreen=False)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_open(commands.add_parser("open", help="open the window (the default)"))
    _add_render(commands.add_parser("render", help="draw the window into a picture; needs no display"))
    _add_pictures(commands.add_parser("pictures", help="draw every panel and the window in many states; no display"))
    _add_train(commands.add_parser("train", help="train what ships again: a scene, or the test of who learns"))
    _add_presets(commands.add_parser("presets", help="make the presets of the gallery again, and their pictures"))
    named = bool(argv) and (argv[0] in commands.choices or argv[0].startswith("-"))
    return parser.parse_args(argv if named else ["open", *argv])


def _add_open(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.set_defaults(run=_open)


def _add_render(parser: argparse.ArgumentParser) -> None:
    _add_file(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="PNG", help="the picture to write")
    parser.add_argument(
        "--size",
        type=_size,
        default="1440x900",
        metavar="WxH",
        help="the window's size (default: %(default)s)",
    )
    _add_scale(parser)
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="(default: %(default)s)")
    parser.add_argument(
        "--panels",
        metavar="KEY,KEY",
        help="the panels to show, such as network,cell,timeline (default: the document's)",
    )
    parser.set_defaults(run=_render, offscreen=True)


def _add_pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to write, made if missing")
    parser.add_argument("--only", metavar="KEY,KEY", help="of these, such as cell,window (default: all)")
    parser.add_argument("--theme", choices=("light", "dark"), help="in this one (default: both)")
    parser.add_argument("--size", choices=("small", "medium", "large"), help="in this one (default: all three)")
    _add_scale(parser)
    parser.set_defaults(run=_pictures, offscreen=True)


def _add_train(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scene", choices=("red-hat", "zone"), help="the first scene, or the test of who learns")
    parser.add_argument("--seed", type=int, metavar="N", help="red-hat's random seed (default: the scene's own)")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the session, or the zone's JSON, to write"
    )
    parser.add_argument(
        "--all-seeds",
        action="store_true",
        help="train each of red-hat's seeds and tell how it came out; zone always does",
    )
    parser.set_defaults(run=_train, refuse=parser.error, needs_qt=False)


def _add_presets(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("keys", nargs="*", metavar="KEY", help="of these, such as latch (default: all)")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="the folder to write into")
    parser.add_argument("--pictures", action="store_true", help="draw the pictures only, of the presets as they ship")
    parser.set_defaults(run=_presets, offscreen=True)


def _add_scale(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--scale",
        type=_scale,
        default="1",
        help="the picture's pixels for one of the window's (default: %(default)s)",
    )


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a session (default: the first scene)")


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isascii() and width.isdigit() and height.isascii() and height.isdigit()):
        raise argparse.ArgumentTypeError(f"expected a size like 1440x900, found {text!r}")
    size = int(width), int(height)
    if not all(1 <= side <= 16384 for side in size):
        raise argparse.ArgumentTypeError(f"expected sides from 1 to 16384, found {text!r}")
    return size


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = 0.0
    if not 0.1 <= scale <= 8:
        raise argparse.ArgumentTypeError(f"expected a number from 0.1 to 8, found {text!r}")
    return scale


def _use_one_blas_thread() -> None:
    """At teaching sizes a second thread costs more than it brings; NumPy reads these once, as it loads."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _open(args: argparse.Namespace) -> int:
    gc.disable()  # until the window has been seen: what loads until then stays, and a tenth of the start is spared
    try:
        from gui.app import run_app

        return run_app([str(args.file)] if args.file else [])
    finally:
        gc.enable()


def _render(args: argparse.Namespace) -> int:
    from gui.app import render_window

    panels = _panels(args.panels) if args.panels else None
    render_window(out=args.out, size=args.size, scale=args.scale, theme=args.theme, path=args.file, panels=panels)
    return 0


def _pictures(args: argparse.Namespace) -> int:
    from gui.pictures import SIZES, THEMES, shots, write

    only = args.only.split(",") if args.only else ()
    themes = (args.theme,) if args.theme else tuple(THEMES)
    sizes = (args.size,) if args.size else tuple(SIZES)
    write(args.out, shots(only, themes, sizes), args.scale)
    return 0


def _presets(args: argparse.Namespace) -> int:
    from core import presets
    from gui.presets import preset
    from gui.thumbnail import write

    chosen = [presets.entry(key) for key in args.keys] or list(presets.entries())
    made = {}
    if not args.pictures:
        keys = [one.key for one in chosen if one.key in presets.BUILDERS]
        made = presets.write(keys, args.out, _say)
    write(args.out, [(one, *(made.get(one.key) or preset(one.key))) for one in chosen], _say)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _panels(text: str) -> list[str]:
    from core.errors import CarouselError
    from core.state import PANELS

    keys = text.split(",")
    if unknown := [key for key in keys if key not in PANELS]:
        raise CarouselError("--panels", f"some of {', '.join(PANELS)}", repr(unknown[0]))
    return keys


def _train(args: argparse.Namespace) -> int:
    if args.scene == "zone":
        if args.seed is not None or args.all_seeds:
            args.refuse("zone always trains all of its own seeds: leave out --seed and --all-seeds")
        from core.zone import main as zone_main

        return zone_main(out=args.out)

    from core.scene import main as scene_main

    return scene_main(args.scene, seed=args.seed, out=args.out, all_seeds=args.all_seeds)


def _fail(sentence: str) -> int:
    print(f"carousel: {sentence}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())

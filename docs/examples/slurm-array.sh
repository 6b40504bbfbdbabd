#!/bin/bash
# An archive over a Slurm cluster: a job array, a part a task. See docs/cluster.md.
#
#   find /archive -name '*.stl' > list
#   sbatch --array=1-100 --export=ALL,LIST=list,OUT=models.csv slurm-array.sh
#
# LIST   a file with a path a line, the same for all tasks
# OUT    the table to come; the parts stand beside it, on a file system that all nodes see
# PARTS  how many parts there are, where only some tasks are sent again; else the length of the array
# MORE   further options of printgauge batch, as "--only size,mesh"
#
#SBATCH --job-name=printgauge
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --cpus-per-task=2
#SBATCH --mem=8G
set -u
: "${LIST:?}" "${OUT:?}"
# shellcheck disable=SC2086  # MORE is several words
"${PRINTGAUGE:-printgauge}" batch - --out "$OUT" --resume --dedupe \
  --shard "$SLURM_ARRAY_TASK_ID/${PARTS:-$SLURM_ARRAY_TASK_COUNT}" \
  --jobs "${SLURM_CPUS_PER_TASK:-2}" ${MORE:-} <"$LIST"
status=$?
# 1 says that models were refused: their rows say why, and the task is done.
[ "$status" -eq 1 ] && status=0
exit "$status"

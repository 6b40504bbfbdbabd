#!/usr/bin/env Rscript
# Volume by class from a table of printgauge batch: Rscript profile.R models.csv
models <- read.csv(commandArgs(trailingOnly = TRUE)[1])
measured <- subset(models, status == "ok")
print(aggregate(volume_mm3 ~ class, data = measured, FUN = function(v)
  c(models = length(v), quantile(v, c(0.05, 0.5, 0.95)))))
cat(nrow(models) - nrow(measured), "of", nrow(models), "models were refused:\n")
print(table(models$error[models$status != "ok"]))

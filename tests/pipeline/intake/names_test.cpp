#include "pipeline/intake/names.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pg {
namespace {

TEST(TemporaryName, WhatProgramsWriteBeforeAFileIsComplete) {
  for (const char* name :
       {".heart.stl.Xy12Ab", ".stl", ".hidden.stl", "~$heart.stl", "heart.stl~", "heart.stl.part",
        "heart.stl.PART", "heart.filepart", "heart.partial", "heart.tmp", "heart.stl.crdownload",
        "heart.download", ".heart.stl.swp", "heart.swp", ""})
    EXPECT_TRUE(is_temporary_name(name)) << name;
}

TEST(TemporaryName, OrdinaryNamesAreNot) {
  for (const char* name :
       {"heart.stl", "part.stl", "tmp.obj", "a~b.stl", "$a.stl", "heart.part.stl", "\xff\xfe.stl"})
    EXPECT_FALSE(is_temporary_name(name)) << name;
}

TEST(ModelSuffix, InAnyCaseAndAnyBytes) {
  for (const char* name :
       {"a.stl", "a.STL", "a.Obj", "b.3mf", "c.ply", ".stl", "\xff\xfe\x01.stl", "a b\n.stl"})
    EXPECT_TRUE(has_model_suffix(name)) << name;
  for (const char* name : {"a.stl.txt", "stl", "a.st", "", "a.pdf", "a.stlx"})
    EXPECT_FALSE(has_model_suffix(name)) << name;
}

}  // namespace
}  // namespace pg

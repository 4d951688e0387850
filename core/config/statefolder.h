#pragma once

#include "core/base/statefolder.h" // IWYU pragma: export

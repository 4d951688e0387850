// The faces are interfaces: this file only gives their vtables and meta-objects a home.
#include "core/console/console.h"

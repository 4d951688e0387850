// Defines the vtables and meta-objects of the interfaces.
#include "core/console/console.h"

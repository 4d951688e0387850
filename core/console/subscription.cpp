// Gives the vtables and meta-objects of the interfaces a translation unit.
#include "core/console/subscription.h"

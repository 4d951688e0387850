# Configures the foreign project, looks at the options that Signalbox added to the command of its file, and compiles it.
#   cmake -D SOURCE=folder -D BUILD=folder -D COMPILER=g++ -P test.cmake
file(REMOVE_RECURSE "${BUILD}")
execute_process(COMMAND "${CMAKE_COMMAND}" -S "${SOURCE}" -B "${BUILD}" -G Ninja "-DCMAKE_CXX_COMPILER=${COMPILER}"
    -DCMAKE_BUILD_TYPE=Debug # Qt itself adds QT_NO_DEBUG to others
    OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(READ "${BUILD}/compile_commands.json" commands)
string(JSON count LENGTH "${commands}")
math(EXPR last "${count} - 1")
foreach(i RANGE ${last})
    string(JSON file GET "${commands}" ${i} file)
    if(file STREQUAL "${SOURCE}/main.cpp")
        string(JSON command GET "${commands}" ${i} command)
    endif()
endforeach()
if(NOT command)
    message(FATAL_ERROR "no command for main.cpp in compile_commands.json")
endif()
foreach(option "-DQT_NO_" "-DQT_DISABLE_DEPRECATED" "-DSIGNALBOX_" " -W" "-fsanitize")
    string(FIND "${command}" "${option}" found)
    if(NOT found EQUAL -1)
        message(FATAL_ERROR "an embedder's file is compiled with ${option}…:\n${command}")
    endif()
endforeach()
execute_process(COMMAND sh -c "${command} -fsyntax-only" WORKING_DIRECTORY "${BUILD}"
    ERROR_VARIABLE errors RESULT_VARIABLE failed)
if(failed)
    message(FATAL_ERROR "an embedder's file does not compile:\n${errors}")
endif()

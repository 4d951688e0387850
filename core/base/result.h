#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace signalbox {

//! An error code for programs and a text for people (a sentence without a full stop).
struct Error
{
    enum class Code {
        Invalid,      //!< the input breaks the rule that the text names
        NotFound,     //!< the object does not exist, or no longer
        TooBig,       //!< a limit would be exceeded
        AddressInUse, //!< another process listens there
        NoPermission, //!< the operating system denied access
        Io,           //!< a file or socket failed
        Busy,         //!< not possible in this state; try again later
    };
    Code code = Code::Invalid;
    QString text;
};

//! A value, or the Error of the operation that should have returned it. std::expected needs C++23.
template <typename T>
class [[nodiscard]] Result
{
public:
    Result(T value) // NOLINT(google-explicit-constructor): `return value;` is the point
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const noexcept { return m_state.index() == 0; }
    bool isOk() const noexcept { return m_state.index() == 0; }

    T &operator*() & { return std::get<0>(m_state); }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    T *operator->() { return &std::get<0>(m_state); }
    const T *operator->() const { return &std::get<0>(m_state); }

    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

//! Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_error(std::move(error))
    {
    }

    explicit operator bool() const noexcept { return !m_error; }
    bool isOk() const noexcept { return !m_error; }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace signalbox

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1StringView>
#include <QString>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

// What is known of each value of an enum stands in one table, in the order of the enum:
//
//     struct ShapeFacts { Shape shape; QLatin1StringView key; int corners; };
//     constexpr std::array shapes{ShapeFacts{Shape::Circle, "circle"_L1, 0}, ...};
//     static_assert(isWholeTable(shapes, &ShapeFacts::shape));
//
// so that a value which is added to the enum and not to the table does not compile. The values count from 0 without
// gaps.
namespace howdah {

// Whether the enum has an enumerator of that value: GCC and clang write one by its name in __PRETTY_FUNCTION__, and any
// other number as a cast, "(Shape)7" (https://gcc.gnu.org/onlinedocs/gcc/Function-Names.html).
template <auto Value>
consteval bool isEnumerator()
{
    constexpr std::string_view label = "Value = ";
    constexpr std::string_view name = __PRETTY_FUNCTION__;
    constexpr size_t at = name.rfind(label);
    static_assert(at != std::string_view::npos);
    return name[at + label.size()] != '(';
}

// An entry for each enumerator, in their order. `key` is the member of an entry that holds the value.
template <typename Entry, typename Enum, size_t Size>
consteval bool isWholeTable(const std::array<Entry, Size> &table, Enum Entry::*key)
{
    static_assert(isEnumerator<Enum(Size - 1)>(), "the table has more entries than the enum has values");
    static_assert(!isEnumerator<Enum(Size)>(), "a value of the enum is missing in the table");
    for (size_t i = 0; i < Size; ++i) {
        if (table[i].*key != Enum(i))
            return false;
    }
    return true;
}

// The value whose entry has that name; nothing for a name that none has.
template <typename Entry, typename Enum, size_t Size>
std::optional<Enum>
valueNamed(const std::array<Entry, Size> &table, Enum Entry::*value, QLatin1StringView Entry::*name, QStringView text)
{
    const auto found = std::ranges::find_if(table, [&](const Entry &entry) { return text == entry.*name; });
    return found == table.end() ? std::nullopt : std::optional((*found).*value);
}

// The usual tables: the name that is stored, and the text for people where there is one (QT_TRANSLATE_NOOP); the text
// alone.
template <typename Enum>
struct EnumName
{
    Enum value;
    QLatin1StringView name;
    const char *text = nullptr;
};
template <typename Enum>
struct EnumText
{
    Enum value;
    const char *text;
};
template <typename Enum, size_t Size>
consteval bool isWholeTable(const std::array<EnumText<Enum>, Size> &table)
{
    return isWholeTable(table, &EnumText<Enum>::value);
}
template <typename Enum, size_t Size>
const char *textIn(const std::array<EnumText<Enum>, Size> &table, Enum value)
{
    return table[size_t(value)].text;
}
template <typename Enum, size_t Size>
consteval bool isWholeTable(const std::array<EnumName<Enum>, Size> &table)
{
    return isWholeTable(table, &EnumName<Enum>::value);
}
template <typename Enum, size_t Size>
QString nameIn(const std::array<EnumName<Enum>, Size> &table, Enum value)
{
    return table[size_t(value)].name;
}
template <typename Enum, size_t Size>
const char *textIn(const std::array<EnumName<Enum>, Size> &table, Enum value)
{
    return table[size_t(value)].text;
}
template <typename Enum, size_t Size>
std::optional<Enum> valueNamed(const std::array<EnumName<Enum>, Size> &table, QStringView text)
{
    return valueNamed(table, &EnumName<Enum>::value, &EnumName<Enum>::name, text);
}

} // namespace howdah

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/copytext.h"

namespace howdah::data {

static constexpr QByteArrayView plainLetters = "bfnrtv";
static constexpr QByteArrayView controls = "\b\f\n\r\t\v";

static std::optional<QByteArray> fieldOf(QByteArrayView raw)
{
    if (raw == "\\N")
        return std::nullopt;
    if (!raw.contains('\\'))
        return raw.isEmpty() ? QByteArray("") : raw.toByteArray();
    QByteArray out("");
    for (qsizetype at = 0; at < raw.size(); ++at) {
        if (raw[at] != '\\' || at + 1 == raw.size()) {
            out += raw[at];
            continue;
        }
        const char letter = raw[++at];
        const qsizetype known = plainLetters.indexOf(letter);
        out += known >= 0 ? controls[known] : letter;
    }
    return out;
}

std::vector<std::optional<QByteArray>> copyFields(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(1);
    std::vector<std::optional<QByteArray>> fields;
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = line.indexOf('\t', begin);
        fields.push_back(fieldOf(line.sliced(begin, (end < 0 ? line.size() : end) - begin)));
        if (end < 0)
            return fields;
        begin = end + 1;
    }
}

void appendCopyField(QByteArray &to, const CellValue &value)
{
    if (!value.isText()) {
        to += "\\N";
        return;
    }
    for (const char c : value.bytes()) {
        const qsizetype control = controls.indexOf(c);
        if (control >= 0) {
            to += '\\';
            to += plainLetters[control];
        } else {
            if (c == '\\')
                to += '\\';
            to += c;
        }
    }
}

} // namespace howdah::data

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonValue>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::prompt {

// A value that a template is filled with. As JSON, but the members of an object keep their order, which loops and JSON
// in a text show.
struct TemplateValue
{
    enum class Kind { Missing, Null, Bool, Number, Text, List, Object };
    Kind kind = Kind::Missing;
    double number = 0; // of Bool: 0 or 1
    QString text;
    QStringList keys;                 // of Object, beside its items
    std::vector<TemplateValue> items; // of List and Object

    [[nodiscard]] static TemplateValue ofText(const QString &text);
    [[nodiscard]] static TemplateValue ofNumber(double number);
    [[nodiscard]] static TemplateValue ofBool(bool truth);
    [[nodiscard]] static TemplateValue object();

    [[nodiscard]] bool isMissing() const { return kind == Kind::Missing; }
    // Null for what is not there, and for what has no members.
    [[nodiscard]] const TemplateValue *member(const QString &key) const;
    void insert(const QString &key, TemplateValue value);
    // As Handlebars has it: nothing, false, an empty string or list. 0 is not, which a condition takes for false.
    [[nodiscard]] bool isEmpty() const;
    // As JavaScript puts it into a text: nothing for null, lists by commas, "[object Object]".
    [[nodiscard]] QString toText() const;
    [[nodiscard]] QString toJson(int indent = 0) const;
    // The === of JavaScript, which finds two lists or objects equal only when they are one.
    [[nodiscard]] bool isIdenticalTo(const TemplateValue &other) const;
};

[[nodiscard]] TemplateValue templateValue(const QJsonValue &json);
// Members in the order of the text; an error for what is not JSON.
[[nodiscard]] Result<TemplateValue> templateValueOfJson(const QByteArray &json);
// Texts by name; "user.name" is also the name of the object user.
[[nodiscard]] TemplateValue templateValueOfTexts(const QMap<QString, QString> &texts);

} // namespace howdah::prompt

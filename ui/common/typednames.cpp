// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/typednames.h"

#include "base/typedname.h"
#include "common/widgets.h"

#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

TypedNames::TypedNames(const QStringList &names, const QString &reason, QWidget *parent)
    : QWidget(parent)
    , m_names(names)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    const auto addText = [column](const QString &text) {
        constexpr qsizetype FitsInALine = 60;
        QLabel *label = plainLabel(text);
        label->setWordWrap(text.size() > FitsInALine); // measuring what wraps is expensive
        column->addWidget(label);
        return label;
    };
    if (!reason.isEmpty())
        addText(reason);
    for (const QString &name : names) {
        QLabel *label = addText(tr("Type “%1” to continue.").arg(typableName(name)));
        auto *field = new QLineEdit;
        // The first one keeps the name that it always had.
        field->setObjectName(m_fields.isEmpty() ? u"typed"_s : u"typed%1"_s.arg(m_fields.size() + 1));
        field->setAccessibleName(label->text());
        field->setAccessibleDescription(reason);
        column->addWidget(field);
        connect(field, &QLineEdit::textChanged, this, &TypedNames::changed);
        m_fields << field;
    }
}

bool TypedNames::isComplete() const
{
    for (qsizetype i = 0; i < m_fields.size(); ++i) {
        if (!isTyped(m_fields[i]->text(), m_names[i]))
            return false;
    }
    return true;
}

} // namespace howdah::ui

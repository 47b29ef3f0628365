// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;

namespace howdah::ui {

// The names that have to be typed before something is destroyed in production: a field for each, in the order of the
// keyboard. Names are data: shown as plain text, and as they can be typed (sql/destruction.h). UI thread.
class TypedNames final : public QWidget
{
    Q_OBJECT
public:
    // `reason` stands above: what this is about.
    explicit TypedNames(const QStringList &names, const QString &reason = {}, QWidget *parent = nullptr);

    [[nodiscard]] bool isComplete() const;
    [[nodiscard]] const QList<QLineEdit *> &fields() const { return m_fields; }

Q_SIGNALS:
    void changed();

private:
    QStringList m_names;
    QList<QLineEdit *> m_fields;
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/references.h"
#include "data/page/filter.h"

#include <QObject>
#include <QPointer>

class QFrame;
class QLineEdit;
class QListWidget;
class QWidget;

namespace howdah::ui {

class ConnectionController;
class Lookup;
class ReferencePicker;

// Offers values for a filter as the column's type has them: the labels of an enumeration, one or several, a day, or a
// referenced row by its label; in a popup beneath the field. What can be typed stays what can be typed. UI thread.
class ValueChooser final : public QObject
{
    Q_OBJECT
public:
    explicit ValueChooser(QWidget *parent);

    // Which labels and references there are its catalog tells; without one only days are offered.
    void setConnection(ConnectionController *connection) { m_connection = connection; }
    void setSubject(const data::RelationShape &shape, int column, data::FilterOperator op);
    [[nodiscard]] bool canChoose() const { return kind() != Kind::Nothing; }
    void open(QLineEdit *field);

Q_SIGNALS:
    void chosen(QLineEdit *field, const QString &text);

private:
    enum class Kind { Nothing, Label, Labels, Day, Reference };
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] QStringList labels() const;
    [[nodiscard]] std::optional<data::Reference> reference() const;
    [[nodiscard]] QFrame *makePopup(QLineEdit *field);
    void openLabels(QLineEdit *field, bool several);
    void openCalendar(QLineEdit *field);
    void openReferences(QLineEdit *field);

    QWidget *m_parent;
    QPointer<ConnectionController> m_connection;
    data::RelationShape m_shape;
    int m_column = -1;
    data::FilterOperator m_op = data::FilterOperator::Equal;
    Lookup *m_lookup = nullptr;
    QPointer<ReferencePicker> m_picker;
};

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/partforms.h"

#include "browse/change/commentedit.h"
#include "common/density.h"
#include "value/valuetext.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

TextForm::TextForm(
    const catalog::Snapshot &began, const catalog::ObjectRef &object, Kind kind, const QString &text, QWidget *parent)
    : StructureForm(named(kind == Kind::Name ? tr("Rename") : tr("Comment")), began, parent)
    , m_object(object)
    , m_kind(kind)
{
    setObjectName(u"textForm"_s);
    if (kind == Kind::Name) {
        auto *fields = new QWidget;
        auto *form = new QFormLayout(fields);
        form->setContentsMargins(0, 0, 0, 0);
        m_name = field(form, tr("Name"), u"name"_s);
        m_name->setText(text);
        m_name->selectAll();
        content()->addWidget(fields);
        connect(m_name, &QLineEdit::textChanged, this, [this] { refresh(); });
    } else {
        m_comment = new CommentEdit(tr("Comment"));
        m_comment->setComment(text);
        content()->addWidget(m_comment, 1);
        connect(m_comment, &QPlainTextEdit::textChanged, this, [this] { refresh(); });
    }
    finish();
    resizeWithin({560, 360});
}

catalog::StructureChange TextForm::change() const
{
    if (m_kind == Kind::Name)
        return catalog::RenameObject{m_object, m_name->text()};
    return catalog::CommentObject{m_object, m_comment->comment()};
}

DropForm::DropForm(
    const catalog::Snapshot &began, const QString &title, const catalog::StructureChange &change, QWidget *parent)
    : StructureForm(named(title), began, parent)
    , m_change(change)
{
    setObjectName(u"dropForm"_s);
    m_rows = plainLabel(tr("Looking for dependent objects…"));
    m_rows->setObjectName(u"rows"_s);
    m_rows->setWordWrap(true);
    m_dependents = new QListWidget;
    m_dependents->setObjectName(u"dependents"_s);
    m_dependents->setAccessibleName(tr("Dependent objects"));
    m_dependents->setUniformItemSizes(true);
    m_dependents->hide();
    m_cascade = new QCheckBox;
    m_cascade->setObjectName(u"cascade"_s);
    m_cascade->hide();
    content()->addWidget(m_rows);
    content()->addWidget(m_dependents, 1);
    content()->addWidget(m_cascade);
    makeChoices();
    connect(m_cascade, &QCheckBox::toggled, this, [this] { refresh(); });
    finish(!std::holds_alternative<catalog::ValidateConstraint>(m_change));
    resizeWithin({620, 420});
}

void DropForm::makeChoices()
{
    const auto *drop = std::get_if<catalog::DropObject>(&m_change);
    const bool isIndex = drop && drop->object.kind == catalog::ObjectKind::Index;
    if (isIndex)
        m_option = new QCheckBox(tr("Without blocking reads and writes (CONCURRENTLY)"));
    else if (std::holds_alternative<catalog::TruncateTable>(m_change))
        m_option = new QCheckBox(tr("Restart identities and serials at their first value"));
    if (!m_option)
        return;
    m_option->setObjectName(u"option"_s);
    m_option->setChecked(drop && drop->concurrently);
    content()->addWidget(m_option);
    connect(m_option, &QCheckBox::toggled, this, [this] { refresh(); });
}

void DropForm::setDependents(const QString &rows, const QStringList &names, qint64 further, const QList<quint32> &views)
{
    m_known = true;
    if (auto *drop = std::get_if<catalog::DropObject>(&m_change))
        drop->along = views;
    QStringList words{rows};
    words << (names.isEmpty() ? tr("Nothing else depends on it.") : tr("Dependent objects:"));
    words.removeAll(QString());
    if (std::holds_alternative<catalog::ValidateConstraint>(m_change))
        words = {tr("PostgreSQL looks at every row; reads and writes go on meanwhile.")};
    m_rows->setText(words.join(u'\n'));
    m_dependents->clear();
    for (const QString &name : names)
        m_dependents->addItem(singleLine(name));
    if (further > 0)
        m_dependents->addItem(tr("and %1 more").arg(further));
    m_needsCascade = !names.isEmpty();
    m_dependents->setVisible(m_needsCascade);
    m_cascade->setText(
        std::holds_alternative<catalog::TruncateTable>(m_change) ? tr("Truncate these tables, too (CASCADE)")
                                                                 : tr("Drop these objects, too (CASCADE)"));
    m_cascade->setVisible(m_needsCascade);
    refresh();
}

QString DropForm::obstacle() const
{
    if (!m_known)
        return tr("Waiting for the dependent objects");
    const bool isIndex = std::holds_alternative<catalog::DropObject>(m_change)
                      && std::get<catalog::DropObject>(m_change).object.kind == catalog::ObjectKind::Index;
    if (m_needsCascade && isIndex && m_option->isChecked())
        return tr("Other objects depend on it, and CONCURRENTLY cannot drop them: clear it, then choose CASCADE.");
    return m_needsCascade && !m_cascade->isChecked() ? tr("Other objects depend on it. Choose CASCADE to include them.")
                                                     : QString();
}

catalog::StructureChange DropForm::change() const
{
    catalog::StructureChange change = m_change;
    const bool cascades = m_cascade->isChecked() && m_needsCascade;
    if (auto *drop = std::get_if<catalog::DropObject>(&change)) {
        drop->cascade = cascades;
        drop->concurrently = m_option && m_option->isChecked();
    } else if (auto *truncate = std::get_if<catalog::TruncateTable>(&change)) {
        truncate->cascade = cascades;
        truncate->restartIdentity = m_option && m_option->isChecked();
    }
    return change;
}

} // namespace howdah::ui

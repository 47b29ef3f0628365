// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/comparepanel.h"

#include "common/statestack.h"
#include "common/widgets.h"
#include "compare/compareview.h"
#include "prompt/edit/fieldwords.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Prompt;

static const QString RenderedField = u"rendered"_s;

ComparePanel::ComparePanel(QWidget *parent)
    : QWidget(parent)
    , m_source(new QComboBox)
    , m_field(new QComboBox)
    , m_view(new CompareView)
    , m_state(new StateStack(m_view))
{
    m_source->setObjectName(u"compareWith"_s);
    m_source->setAccessibleName(tr("Compare with"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_field->setObjectName(u"compareField"_s);
    m_field->setAccessibleName(tr("What to compare"));
    for (const char *field : {"systemPrompt", "userPrompt", "model", "metadata"})
        m_field->addItem(fieldWord(QString::fromLatin1(field)), QString::fromLatin1(field));
    m_field->addItem(tr("What the model sees"), RenderedField);
    QPushButton *file = button(tr("A file…"));
    file->setToolTip(tr("Compare with a .prompt file"));
    QPushButton *database = button(tr("Another database…"));
    database->setToolTip(tr("Compare with the same prompt in another database"));
    connect(file, &QPushButton::clicked, this, &ComparePanel::otherFileWanted);
    connect(database, &QPushButton::clicked, this, &ComparePanel::otherDatabaseWanted);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(plainLabel(tr("From")));
    line->addWidget(m_source, 2);
    line->addWidget(plainLabel(tr("to the text edited here:")));
    line->addWidget(m_field, 1);
    line->addWidget(file);
    line->addWidget(database);
    column->addLayout(line);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);
    connect(m_source, &QComboBox::activated, this, [this] { Q_EMIT sourceWanted(source()); });
    connect(m_field, &QComboBox::currentIndexChanged, this, &ComparePanel::compareWanted);
}

void ComparePanel::setSources(const std::vector<std::pair<QString, QString>> &sources)
{
    const QString before = source();
    m_source->clear();
    for (const auto &[key, name] : sources)
        m_source->addItem(name, key);
    m_source->setCurrentIndex(qMax(0, m_source->findData(before)));
}

QString ComparePanel::source() const { return m_source->currentData().toString(); }

void ComparePanel::setSource(const QString &key) { m_source->setCurrentIndex(m_source->findData(key)); }

void ComparePanel::showOther(const Prompt &other)
{
    m_other = other;
    m_state->showContent();
    Q_EMIT compareWanted();
}

void ComparePanel::showOtherProblem(const QString &problem)
{
    clear();
    m_state->showEmpty({u"object-locked"_s, tr("Nothing to compare with"), problem, {}});
}

void ComparePanel::clear()
{
    m_other.reset();
    m_view->clear();
}

QString ComparePanel::fieldOf(const Prompt &prompt) const
{
    const QString field = m_field->currentData().toString();
    return field == "systemPrompt"_L1 ? prompt.systemPrompt
         : field == "userPrompt"_L1   ? prompt.userPrompt
         : field == "model"_L1        ? prompt.model
                                      : prompt.metadata;
}

void ComparePanel::compare(const ComparedPrompt &edited)
{
    if (!m_other) {
        Q_EMIT sourceWanted(source());
        return;
    }
    const bool rendered = m_field->currentData().toString() == RenderedField;
    if ((m_field->currentIndex() == 0 || rendered) && !edited.locked.isEmpty()) {
        m_state->showEmpty({u"object-locked"_s, tr("Nothing to compare"), edited.locked, {}});
        return;
    }
    m_state->showContent();
    m_view->setInputPrice(edited.inputPrice);
    m_view->setCountsTokens(rendered || m_field->currentIndex() < 2);
    if (rendered) // with the values that are tried: those of a real call show what it would get now
        m_view->compare([render = edited.render, before = *m_other, after = edited.prompt] {
            return std::pair(render(before) + u'\n', render(after) + u'\n');
        });
    else
        m_view->compare(fieldOf(*m_other), fieldOf(edited.prompt));
}

} // namespace howdah::ui

// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/paneleditor.h"

#include "common/theme.h"
#include "common/widgets.h"
#include "editors/lookup.h"

#include <QEvent>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int panelTypingPause = 350;
static constexpr qsizetype longestAsked = 256 * 1024;

PanelEditor::PanelEditor(CellEditor *inner, QWidget *parent)
    : CellEditor(parent)
    , m_inner(inner)
    , m_problem(plainLabel({}, this))
    , m_delay(new QTimer(this))
{
    m_inner->setParent(this);
    auto *bar = new QHBoxLayout;
    bar->setSpacing(space::tight);
    m_null = stateButton(u"NULL"_s, tr("Set NULL (Ctrl+Alt+N)"), data::CellValue::null());
    m_empty = stateButton(u"''"_s, tr("Set the empty string (Ctrl+Alt+E)"), data::CellValue::text(QByteArray("")));
    m_empty->setAccessibleName(tr("Empty string"));
    m_default = stateButton(u"DEFAULT"_s, tr("Set the default (Ctrl+Alt+D)"), data::CellValue::byDefault());
    bar->addStretch();
    for (QToolButton *button : {m_null, m_empty, m_default})
        bar->addWidget(button);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::tight);
    layout->addLayout(bar);
    layout->addWidget(m_inner, 1);
    layout->addWidget(m_problem);
    setFocusProxy(m_inner);
    m_delay->setSingleShot(true);
    m_delay->setInterval(panelTypingPause);
    connect(m_delay, &QTimer::timeout, this, &PanelEditor::askServer);
    connect(m_inner, &CellEditor::edited, this, &PanelEditor::innerEdited);
    connect(m_inner, &CellEditor::problemChanged, this, [this] { showState(); });
    connect(m_inner, &CellEditor::commitWanted, this, &CellEditor::commitWanted);
    connect(m_inner, &CellEditor::cancelWanted, this, &CellEditor::cancelWanted);
}

QToolButton *PanelEditor::stateButton(const QString &text, const QString &tip, const data::CellValue &value)
{
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(text);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setFont(smallFont());
    connect(button, &QToolButton::clicked, this, [this, value] {
        setValue(value);
        showState(); // a second click takes nothing back
    });
    return button;
}

void PanelEditor::load(const data::CellValue &value)
{
    m_refusal.clear();
    m_delay->stop();
    if (isEdited())
        m_inner->setValue(value);
    else
        m_inner->setSubject(subject());
    const bool hasDefault = subject().column.hasDefault();
    m_default->setToolTip(
        hasDefault ? tr("Set the default (Ctrl+Alt+D): %1").arg(subject().column.defaultSql.left(200))
                   : tr("Set the default (Ctrl+Alt+D): NULL, since the column has none"));
    showState();
}

void PanelEditor::applyReadOnly(bool readOnly)
{
    for (QToolButton *button : {m_null, m_empty, m_default})
        button->setEnabled(!readOnly);
}

void PanelEditor::innerEdited()
{
    m_refusal.clear();
    m_delay->start();
    touched();
    showState();
}

QString PanelEditor::problem() const
{
    const QString mine = m_inner->problem();
    return mine.isEmpty() ? m_refusal : mine;
}

void PanelEditor::showState()
{
    const data::CellValue now = glance(1);
    m_null->setChecked(now.isNull());
    m_empty->setChecked(now.isEmptyText());
    m_default->setChecked(now.isDefault());
    const QString problem = this->problem();
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QPalette theme = palette();
    theme.setColor(QPalette::WindowText, color(Tone::Failed, theme));
    m_problem->setPalette(theme);
    m_problem->setAccessibleName(tr("Problem: %1").arg(problem));
}

void PanelEditor::askServer()
{
    const data::CellValue now = glance(longestAsked + 1);
    if (!subject().connection || !now.isText() || now.bytes().size() > longestAsked || !m_inner->problem().isEmpty()
        || subject().column.category == data::TypeCategory::Text || subject().column.type.isEmpty())
        return;
    if (!m_lookup)
        m_lookup = new Lookup(subject().connection, tr("check of a value"), this);
    m_asked = now;
    m_lookup->checkType(subject().column.type, now.bytes(), [this](const std::optional<Error> &error) {
        if (m_asked != glance(longestAsked + 1))
            return;
        // Only what the server says of the value; a lost line says nothing about it.
        m_refusal = error && error->kind == ErrorKind::Server ? error->message : QString();
        showState();
        Q_EMIT problemChanged(problem());
    });
}

void PanelEditor::changeEvent(QEvent *event)
{
    CellEditor::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        showState();
}

} // namespace howdah::ui

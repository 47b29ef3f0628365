// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/actiondialog.h"

#include "base/figures.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/typednames.h"
#include "entity/entitywords.h"
#include "value/valuetext.h"

#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::ActionPlan;
using operations::ActionPreview;
using operations::DependentRows;
using operations::StepPreview;

namespace {

constexpr int LinesOfSql = 12;
constexpr QSize WantedSize{680, 600};

QLabel *wrapped(const QString &name, QLabel *label)
{
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    return label;
}

QString stepLine(const StepPreview &step)
{
    const QString relation = singleLine(step.relation);
    if (step.isLeftOut)
        return ActionDialog::tr("%1: left out, as its condition does not hold").arg(relation);
    if (!step.rows)
        return ActionDialog::tr("%1: the rows are counted once all is filled in").arg(relation);
    return ActionDialog::tr("%1: exactly %n row(s)", nullptr, int(*step.rows)).arg(relation);
}

QString dependentLine(const DependentRows &dependents)
{
    QStringList rows;
    for (const entity::RelatedRow &row : dependents.rows) {
        const QString label = singleLine(row.label.isEmpty() ? keyText(row.key) : row.label, 80);
        rows << (row.state.isEmpty() ? label : ActionDialog::tr("%1 (%2)").arg(label, singleLine(row.state, 40)));
    }
    const qint64 more = dependents.count - qint64(dependents.rows.size());
    if (more > 0)
        rows << ActionDialog::tr("and %1 more").arg(countText(more));
    return ActionDialog::tr("%1: %2").arg(singleLine(dependents.title), rows.join(u", "_s));
}

} // namespace

ActionDialog::ActionDialog(
    std::shared_ptr<const entity::Entities> entities, const entity::BoundEntity &entity,
    const entity::ActionDefinition &action, const QString &place, bool isGuarded, QWidget *parent)
    : DialogFrame(named(actionTitle(action), action.words), parent)
    , m_entities(std::move(entities))
    , m_action(action)
    , m_isGuarded(isGuarded)
{
    setObjectName(u"actionDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    head()->addWidget(new Badge(isGuarded ? Tone::Production : Tone::Neutral, place));
    m_subject = plainLabel();
    m_subject->setObjectName(u"actionSubject"_s);
    m_subject->setWordWrap(true);
    m_subject->setText(capital(entity.definition->singular));
    content()->addWidget(m_subject);
    m_states = new StateStack(makeBody());
    content()->addWidget(m_states, 1);
    addProblem(u"actionProblem"_s);
    m_again = addAside(tr("Read again"));
    m_again->setObjectName(u"readAgain"_s);
    m_again->setToolTip(tr("Look at the row as it is now; what you have filled in stays"));
    m_again->hide();
    connect(m_again, &QPushButton::clicked, this, &ActionDialog::readAgainWanted);
    m_safe = addSafe(tr("Cancel"));
    m_accept = addAccept(actionTitle(action), action.destroys ? ButtonRole::Danger : ButtonRole::Primary);
    connect(m_accept, &QPushButton::clicked, this, [this] {
        if (whyNot().isEmpty())
            Q_EMIT runWanted();
    });
    connect(m_form, &ActionForm::changed, this, &ActionDialog::formChanged);
    resizeWithin(WantedSize);
    setReading();
}

QWidget *ActionDialog::makeBody()
{
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::inside);
    m_lock = new Banner(Tone::Production);
    m_lock->setObjectName(u"actionLock"_s);
    m_refusal = new Banner(Tone::Edited);
    m_refusal->setObjectName(u"actionRefusal"_s);
    m_form = new ActionForm;
    m_password = wrapped(u"actionPassword"_s, mutedLabel());
    m_effects = wrapped(u"actionEffects"_s, plainLabel());
    m_effects->setAccessibleName(tr("What it changes"));
    m_sql = new SqlView;
    m_sql->setObjectName(u"actionSql"_s);
    m_sql->setAccessibleName(tr("SQL preview"));
    m_sql->setMaximumLines(LinesOfSql);
    m_namesPlace = new QVBoxLayout;
    for (QWidget *each : std::initializer_list<QWidget *>{m_lock, m_refusal, m_form, m_password, m_effects, m_sql})
        column->addWidget(each);
    column->addLayout(m_namesPlace);
    column->addStretch(1);
    m_lock->hide();
    m_refusal->hide();
    auto *scroll = new QScrollArea;
    scroll->setWidget(body);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // The dialog shows through.
    scroll->viewport()->setAutoFillBackground(false);
    body->setAutoFillBackground(false);
    return scroll;
}

void ActionDialog::setReading()
{
    m_plan.reset();
    m_again->hide();
    showProblem({});
    m_states->showLoading(tr("Reading the row"));
    updateAccept();
}

void ActionDialog::setUnreadable(const Error &error, std::function<void()> retry)
{
    m_plan.reset();
    m_states->showFailed(error, std::move(retry));
    updateAccept();
}

void ActionDialog::setPlan(const ActionPlan &plan, const ActionForm::Choices &choices)
{
    m_plan = plan;
    m_subject->setText(tr("%1: %2", "kind of thing, its name")
                           .arg(capital(plan.entity->definition->singular), singleLine(plan.label, 200)));
    showRefusals(plan);
    const bool isFirst = m_form->isEmpty();
    m_form->setParameters(m_action, choices);
    m_form->setVisible(!m_form->isEmpty());
    showPassword(plan);
    showNames(plan);
    showSql();
    m_states->showContent();
    if (isFirst && plan.isPossible() && !m_form->isEmpty())
        m_form->focusFirst();
    updateAccept();
}

void ActionDialog::showRefusals(const ActionPlan &plan)
{
    m_refusal->setVisible(!plan.isPossible());
    m_refusal->setText(plan.isPossible() ? QString() : tr("This cannot be done now. %1").arg(plan.refusals.join(u' ')));
}

void ActionDialog::showPassword(const ActionPlan &plan)
{
    QStringList hashes;
    for (const entity::ParameterDefinition &parameter : plan.action->parameters) {
        if (parameter.hash != entity::PasswordHash::None)
            hashes << (parameter.hash == entity::PasswordHash::Argon2id ? u"Argon2id"_s : u"bcrypt"_s);
    }
    hashes.removeDuplicates();
    m_password->setVisible(!hashes.isEmpty());
    m_password->setText(tr("The password is hashed on this computer with %1: neither the server nor the audit log "
                           "sees it, only its hash is sent (*** below).")
                            .arg(hashes.join(u", "_s)));
}

// What destroys something in production is called by its name first.
void ActionDialog::showNames(const ActionPlan &plan)
{
    delete std::exchange(m_names, nullptr);
    if (!m_isGuarded || !m_action.destroys || !plan.isPossible())
        return;
    m_names = new TypedNames({plan.label}, tr("This is production. Type the name of what this is done to."));
    connect(m_names, &TypedNames::changed, this, &ActionDialog::updateAccept);
    m_namesPlace->addWidget(m_names);
}

void ActionDialog::showSql()
{
    if (m_plan)
        m_sql->setSql(operations::previewSql(*m_plan, typed()).join(u";\n\n"_s) + u';');
}

QString ActionDialog::sql() const { return m_sql->sql(); }

void ActionDialog::setPreview(const Result<ActionPreview> &preview)
{
    QStringList lines;
    if (preview) {
        lines << tr("It changes, in one transaction, these rows or none:");
        for (const StepPreview &step : preview->steps)
            lines << u"  • "_s + stepLine(step);
        if (!preview->dependents.empty()) {
            lines << tr("What depends on it, as it is now:");
            for (const DependentRows &dependents : preview->dependents)
                lines << u"  • "_s + dependentLine(dependents);
        }
    } else {
        lines << tr("What it changes could not be counted: %1").arg(preview.error().message);
    }
    m_effects->setText(lines.join(u'\n'));
    m_effects->show();
}

void ActionDialog::formChanged()
{
    showProblem({});
    showSql();
    updateAccept();
    Q_EMIT previewWanted();
}

void ActionDialog::setReadOnly(const QString &why)
{
    m_readOnly = why;
    m_lock->setVisible(!why.isEmpty());
    m_lock->setText(why);
    updateAccept();
}

void ActionDialog::setRunning(bool isRunning)
{
    m_isRunning = isRunning;
    m_form->setEnabled(!isRunning);
    m_again->setEnabled(!isRunning);
    m_safe->setText(isRunning ? tr("Stop") : tr("Cancel"));
    m_safe->setEnabled(true);
    if (isRunning)
        showProblem({});
    updateAccept();
}

void ActionDialog::showError(const Error &error, bool canReadAgain)
{
    showProblem(describe(error));
    m_again->setVisible(canReadAgain);
    if (canReadAgain)
        m_plan.reset(); // it cannot be right any more
    updateAccept();
}

QStringList ActionDialog::typedNames() const
{
    return m_names && m_names->isComplete() && m_plan ? QStringList{m_plan->label} : QStringList();
}

QString ActionDialog::whyNot() const
{
    if (m_isRunning)
        return tr("It is running");
    if (!m_plan)
        return m_again->isVisibleTo(this) ? tr("Read the row again first") : tr("The row is not read yet");
    if (!m_plan->isPossible())
        return m_plan->refusals.front();
    if (!m_readOnly.isEmpty())
        return m_readOnly;
    if (const QString problem = m_form->problem(); !problem.isEmpty())
        return problem;
    return !m_names || m_names->isComplete() ? QString() : tr("Waiting for your confirmation above");
}

void ActionDialog::updateAccept()
{
    if (!m_accept)
        return;
    const QString why = whyNot();
    m_accept->setEnabled(why.isEmpty());
    m_accept->setToolTip(why.isEmpty() ? QString() : Qt::convertFromPlainText(why, Qt::WhiteSpaceNormal));
}

void ActionDialog::reject()
{
    if (!m_isRunning)
        return DialogFrame::reject();
    m_safe->setEnabled(false);
    Q_EMIT cancelWanted();
}

} // namespace howdah::ui

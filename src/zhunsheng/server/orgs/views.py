"""Logging in and out, one's own password, second factor and looks."""

from __future__ import annotations

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from zhunsheng.server.orgs import actions
from zhunsheng.server.orgs.models import User
from zhunsheng.server.orgs.totp import confirm_device, new_device, token_is_good
from zhunsheng.server.orgs.verdicts import Refused
from zhunsheng.server.web.refusals import wants_json
from zhunsheng.server.web.requests import OfficeRequest


class LoginForm(forms.Form):
    username = forms.CharField(label="账号", max_length=40)
    password = forms.CharField(label="密码", widget=forms.PasswordInput, max_length=200)
    token = forms.CharField(label="动态口令", max_length=8, required=False)


@sensitive_post_parameters("password", "token")
@require_http_methods(["GET", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """By page, or by the dialog of a page whose session ran out (then the answer is JSON)."""
    form = LoginForm(request.POST or None)
    error = ""
    if request.method == "POST":
        user = _user_of(request, form)
        if isinstance(user, User):
            login(request, user, "django.contrib.auth.backends.ModelBackend")
            if wants_json(request):
                return JsonResponse({"csrf": get_token(request), "user": user.pk})
            return redirect(_next(request))
        error = user
        if wants_json(request):
            return JsonResponse({"error": error}, status=400)
    context = {"form": form, "error": error, "next": _next(request)}
    return render(request, "orgs/login.html", context, status=400 if error else 200)


def _user_of(request: HttpRequest, form: LoginForm) -> User | str:
    """The person, or what is wrong. Nothing tells whether an account exists."""
    if not form.is_valid():
        return "请输入账号和密码。"
    data = form.cleaned_data
    user = authenticate(request, username=data["username"], password=data["password"])
    if getattr(request, "axes_locked_out", False):
        return "连续输错次数过多，账号已暂时锁定，请稍后再试或联系系统管理员。"
    if not isinstance(user, User):
        return "账号或密码不对。"
    if not token_is_good(user, data["token"]):
        return "动态口令不对，请看验证器里现在的六位数字。" if data["token"] else "这个账号要输入动态口令。"
    return user


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """What axes answers for a locked account."""
    error = "连续输错次数过多，账号已暂时锁定，请稍后再试或联系系统管理员。"
    if wants_json(request):
        return JsonResponse({"error": error}, status=429)
    context = {"form": LoginForm(), "error": error, "next": _next(request)}
    return render(request, "orgs/login.html", context, status=429)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/"
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return target if ours else "/"


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("login")


class PasswordForm(forms.Form):
    old = forms.CharField(label="原密码", widget=forms.PasswordInput, max_length=200)
    new = forms.CharField(label="新密码", widget=forms.PasswordInput, max_length=200)
    again = forms.CharField(label="再输一遍新密码", widget=forms.PasswordInput, max_length=200)


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
def password(request: OfficeRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    error = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        error = "两遍新密码不一样。" if data["new"] != data["again"] else ""
        if not error:
            try:
                actions.change_own_password(
                    request.actor, user=request.user, old=data["old"], new=data["new"]
                )
            except Refused as refused:
                error = str(refused)
            else:
                update_session_auth_hash(request, request.user)
                messages.success(request, "密码已经改好。")
                return redirect("workbench")
    elif request.method == "POST":
        error = "三格都要填。"
    context = {"form": form, "error": error, "must": request.user.must_change_password}
    return render(request, "orgs/password.html", context, status=400 if error else 200)


@require_POST
def preferences(request: OfficeRequest) -> HttpResponse:
    large = request.POST.get("large_text", "1" if request.user.large_text else "0") == "1"
    theme = request.POST.get("theme", request.user.theme)
    shared = request.POST.get("shared_computer", "1" if request.user.shared_computer else "0") == "1"
    actions.set_preferences(
        request.actor, user=request.user, large_text=large, theme=theme, shared_computer=shared
    )
    return redirect(_next(request))


@require_http_methods(["GET", "POST"])
def totp(request: OfficeRequest) -> HttpResponse:
    """Turning the second factor on: a picture for the authenticator, then its first code."""
    if TOTPDevice.objects.filter(user=request.user, confirmed=True).exists():
        return render(request, "orgs/totp.html", {"confirmed": True})
    device = new_device(request.user)
    error = ""
    if request.method == "POST":
        if confirm_device(request.actor, device, request.POST.get("token", "")):
            messages.success(request, "动态口令已经启用，下次登录起要输入。")
            return redirect("workbench")
        error = "口令不对，请看验证器里现在的六位数字。"
    picture = segno.make(device.config_url, error="m").svg_data_uri(scale=5)
    return render(request, "orgs/totp.html", {"picture": picture, "error": error})

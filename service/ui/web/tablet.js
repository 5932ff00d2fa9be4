// node_modules/preact/dist/preact.mjs
var n$1, t$2, r$2, u$3, i$2, f$3, o$3, e$2, l$2, c$2, a$3, h$3 = Symbol.for("pv"), p$3 = {}, y$3 = [], v$2 = /^m(i|n|o|s|text|space)$/, w$3 = Array.isArray, d$3 = y$3.slice, _$2 = Object.assign;
function g$3(n) {
	n && n.parentNode && n.remove();
}
function k$2(n, t, r) {
	var u, i, f, o = {}, e = arguments.length;
	for (f in t) f == "key" ? u = t[f] : f == "ref" && typeof n != "function" ? i = t[f] : o[f] = t[f];
	return e > 2 && (o.children = e > 3 ? d$3.call(arguments, 2) : r), m$3(n, o, u, i, null);
}
function m$3(r, u, i, f, o) {
	var e = {
		type: r,
		props: u,
		key: i,
		ref: f,
		__k: null,
		__: null,
		__b: 0,
		__e: null,
		__c: null,
		constructor: h$3,
		__v: o || ++t$2,
		__i: -1,
		__u: 0
	};
	return !o && n$1.vnode && n$1.vnode(e), e;
}
function $(n) {
	return n.children;
}
function x$1(n, t) {
	this.props = n, this.context = t, this.__g = 0;
}
function S$1(n, t) {
	if (t == null) return n.__ && S$1(n.__, n.__i + 1);
	for (var r; t < n.__k.length; t++) if ((r = n.__k[t]) && r.__e) return r.__e;
	return typeof n.type != "function" || n.props.__P ? null : S$1(n);
}
function C$1(t) {
	var r, u = t.__v, i = u.__e, f = [], o = [], e = t.__P;
	e && ((r = _$2({ constructor: h$3 }, u)).__v = u.__v + 1, n$1.vnode && n$1.vnode(r), z$1(e, r, u, t.__n, e.namespaceURI, 32 & u.__u ? [i] : null, f, i || S$1(u), 32 & u.__u, o), r.__v = u.__v, r.__.__k[r.__i] = r, E$1(f, r, o), u.__ = u.__e = null, r.__e != i && j$1(r));
}
function j$1(n) {
	if ((n = n.__) && n.__c && !n.props.__P) return n.__e = null, n.__k.some(function(t) {
		return t && (n.__e = t.__e);
	}), j$1(n);
}
function L(t) {
	(8 & t.__g || (t.__g |= 8, u$3.push(t), f$3++)) && i$2 == n$1.debounceRendering || ((i$2 = n$1.debounceRendering) || queueMicrotask)(H);
}
function H() {
	try {
		for (var n, t = 1; u$3.length;) u$3.length > t && u$3.sort(o$3), n = u$3.shift(), t = u$3.length, 8 & n.__g && C$1(n);
	} finally {
		(f$3 = u$3.length) && (i$2 || queueMicrotask)(H);
	}
}
function I(n, t, r, u, i, f, o, e, l, c, a) {
	var s, h, v, w, d, _, g = u.__k || y$3, k = t.length;
	for (l = q(r, t, g, l, k), s = 0; s < k; s++) (v = r.__k[s]) != null && (h = ~v.__i && g[v.__i] || p$3, v.__i = s, _ = z$1(n, v, h, i, f, o, e, l, c, a), w = v.__e, (h.ref != v.ref || 8 & h.__u) && (h.ref && G$1(h.ref, null, v, h), v.ref && a.push(v.ref, v.__c || w, v)), d ||= w, 4 & v.__u ? (l = A$2(v, l, n, !h.__v), h.__e && (h.__e = null)) : typeof v.type == "function" && _ !== void 0 ? l = _ : w && (l = w.nextSibling), v.__u &= -21);
	return r.__e = d, l;
}
function q(n, t, r, u, i) {
	var f, o, e, l, c, a, s, p, y, v = r.length, d = v, _ = 0, g = 0, k = n.__k = Array(i);
	for (f = 0; f < i; f++) (o = t[f]) != null && typeof o != "boolean" && typeof o != "function" ? (typeof o != "object" || o.constructor === String ? o = k[f] = m$3(null, o) : w$3(o) ? o = k[f] = m$3($, { children: o }) : o.constructor === h$3 && o.__b ? o = k[f] = m$3(o.type, o.props, o.key, o.ref, o.__v) : k[f] = o, l = f + _, o.__ = n, o.__b = n.__b + 1, e = null, ~(c = o.__i = P(o, r, l, d)) && (d--, (e = r[c]) && (e.__u |= 2)), e && e.__v ? (o.__u |= 16, c == l - 1 ? _-- : c == l + 1 ? _++ : c != l && (c > l ? _-- : _++, g = 1)) : (~c || (i > v ? _-- : i < v && _++), typeof o.type != "function" && (o.__u |= 4))) : k[f] = null;
	if (g) {
		for (a = [], s = [], f = 0; f < i; f++) if ((o = k[f]) && 16 & o.__u) {
			for (_ = 0, p = a.length; _ < p;) a[y = _ + p >> 1] < o.__i ? _ = y + 1 : p = y;
			a[_] = o.__i, s[f] = _ + 1;
		}
		for (_ = a.length; f--;) s[f] && (s[f] == _ ? _-- : k[f].__u |= 4);
	}
	if (d) for (f = 0; f < v; f++) !(e = r[f]) || 2 & e.__u || (e.__e == u && (u = S$1(e)), J(e, e));
	return u;
}
function A$2(n, t, r, u) {
	var i, f, o, e;
	if (typeof n.type == "function") {
		if (n.props.__P) return t;
		if (i = n.__k) for (f = 0; f < i.length; f++) i[f] && (i[f].__ = n, t = A$2(i[f], t, r, !1));
		return t;
	}
	for (t && !t.parentNode && (t = S$1(n)) && !t.parentNode && (t = null), o = n.__e, e = t; e && e.nodeType == 8;) e = e.nextSibling;
	for (o != e && (!u && r.moveBefore && o.parentNode ? r.moveBefore(o, t) : r.insertBefore(o, t || null)), t = o; (t &&= t.nextSibling) && t.nodeType == 8 && !t.data.startsWith("$s"););
	return t;
}
function P(n, t, r, u) {
	var i, f = n.key, o = n.type, e = t[r], l = e && !(2 & e.__u);
	if (e === null && f == null || l && f == e.key && o == e.type) return r;
	if (u > +!!l) {
		for (i = r - 1; i >= 0; i--) if ((e = t[i]) && !(2 & e.__u) && f == e.key && o == e.type) return i;
		for (i = r + 1; i < t.length; i++) if ((e = t[i]) && !(2 & e.__u) && f == e.key && o == e.type) return i;
	}
	return -1;
}
function T$1(n, t, r) {
	r ??= "", t[0] == "-" ? n.setProperty(t, r) : n[t] = r;
}
function N(n, t, r, u, i) {
	var f, o;
	if (t == "style") {
		if (typeof r == "string") n.style.cssText = r;
		else {
			if (typeof u == "string" && (n.style.cssText = u = ""), u) for (t in u) r && t in r || T$1(n.style, t);
			if (r) for (t in r) u && r[t] == u[t] || T$1(n.style, t, r[t]);
		}
	} else if (t[0] == "o" && t[1] == "n") typeof r != "function" && (r = null), typeof u != "function" && (u = null), (n.__e ||= {})[t] = r, r && u || (o = a$3[t] || (a$3[t] = V(t)), (n.__a ||= {})[t] = c$2, f = t != (t = t.replace(l$2, "$1")), (t = t.slice(2))[0] < "a" && (t = t.toLowerCase()), r ? n.addEventListener(t, o, f) : n.removeEventListener(t, o, f));
	else {
		if (i == "http://www.w3.org/2000/svg") t = t.replace(/xlink(H|:h)/, "h").replace(/sName$/, "s");
		else if (t != "width" && t != "height" && t != "href" && t != "list" && t != "form" && t != "tabIndex" && t != "download" && t != "rowSpan" && t != "colSpan" && t != "role" && t != "popover" && t in n) try {
			n[t] = r ?? "";
			return;
		} catch {}
		if (typeof r == "function") return;
		r == null || !1 === r && t[4] != "-" ? n.removeAttribute(t) : n.setAttribute(t, t == "popover" && r == 1 ? "" : r);
	}
}
function V(t) {
	return function(r) {
		var u = this.__e;
		if (u) {
			if (u = u[t], r[e$2] == null) r[e$2] = c$2++;
			else if (r[e$2] < this.__a[t]) return;
			return u(n$1.event ? n$1.event(r) : r);
		}
	};
}
function z$1(t, r, u, i, f, o, e, l, c, a) {
	var s, p, v, d, k, b, m, M, C, j, L, H, q, A, O, P, T, N, V = r.type;
	if (r.constructor !== h$3) return null;
	128 & u.__u && (c = 32 & u.__u, s = u.__c.__z) && (r.__u |= c, p = o = [], s.nodeType == 8 ? l = B$1(s, o) : o.push(s), l = o[0] || l), (s = n$1.__b) && s(r);
	n: if (typeof V == "function") {
		v = e.length;
		try {
			if (M = r.props, C = (s = V.prototype) && s.render, j = (s = V.contextType) && i[s.__c], L = s ? j ? j.props.value : s.__ : i, (d = u.__c) ? (r.__c = d, 2 & d.__g && (d.__g |= 1)) : (C ? r.__c = d = new V(M, L) : (r.__c = d = new x$1(M, L), d.constructor = V, d.render = K), j && j.sub(d), d.state || (d.state = {}), d.__n = i, d.__g |= 8, d.__h = [], d.__k = []), C && (d.__s || (d.__s = d.state), V.getDerivedStateFromProps && (d.__s == d.state && (d.__s = _$2({}, d.__s)), _$2(d.__s, V.getDerivedStateFromProps(M, d.__s)))), k = d.props, b = d.state, d.__v = r, u.__c) {
				if (M !== k && C && !V.getDerivedStateFromProps && d.componentWillReceiveProps && d.componentWillReceiveProps(M, L), r.__v == u.__v && !(8 & d.__g) || !(4 & d.__g) && d.shouldComponentUpdate && !1 === d.shouldComponentUpdate(M, d.__s, L)) {
					r.__v != u.__v && (d.props = M, d.state = d.__s, d.__g &= -9), r.__e = u.__e, r.__k = u.__k, r.__k.some(function(n) {
						n && (n.__ = r);
					}), y$3.push.apply(d.__h, d.__k), d.__k = [], d.__h.length && e.push(d), l = S$1(u);
					break n;
				}
				d.componentWillUpdate && d.componentWillUpdate(M, d.__s, L), C && d.componentDidUpdate && d.__h.push(function() {
					d.componentDidUpdate(k, b, m);
				});
			} else C && !V.getDerivedStateFromProps && d.componentWillMount && d.componentWillMount(), C && d.componentDidMount && d.__h.push(d.componentDidMount);
			d.context = L, d.props = M, d.__P = t, d.__g &= -5, H = n$1.__r, q = C ? 25 : 0;
			do
				d.__g &= -9, H && H(r), s = d.render(d.props, d.state = d.__s, d.context);
			while (8 & d.__g && ++q < 25);
			C && (y$3.push.apply(d.__h, d.__k), d.__k = []), d.state = d.__s, d.getChildContext && (i = _$2({}, i, d.getChildContext())), C && u.__c && d.getSnapshotBeforeUpdate && (m = d.getSnapshotBeforeUpdate(k, b)), A = s && s.type === $ && s.key == null ? s.props.children : s, M.__P && (s = l, f = (t = M.__P).namespaceURI, c = o = null, u.props && u.props.__P != t && (u.__k.some(function(n) {
				n && J(n, n);
			}), u.__k = null), l = u.__k ? S$1(u, 0) : null), l = I(t, w$3(A) ? A : [A], r, u, i, f, o, e, l, c, a), M.__P && (r.__e = null, l = s), r.__u &= -161, p && p.some(g$3), d.__h.length && e.push(d), 1 & d.__g && (d.__g &= -4);
		} catch (t) {
			if (e.length = v, r.__v = null, c || o) {
				if (t && t.then) {
					if (r.__u |= 128 | c, o) {
						for (~(T = o.indexOf(l || void 0)) || (T = o.length); (N = o[T - 1]) && N.nodeType == 8;) T--;
						for (; T < o.length; T++) if (N = o[T]) {
							if (o[T] = null, O) {
								if (N == P) break;
							} else {
								if (N.nodeType != 8) break;
								N.data.startsWith("$s") && (P = B$1(O = N));
							}
						}
					}
					if (!O) {
						for (; l && l.nodeType == 8 && l.nextSibling;) l = l.nextSibling;
						O = l;
					}
					(s = B$1(O = r.__c.__z || (r.__c.__z = O))) ? (r.__e = O, l = s) : r.__e = l, l &&= l.nextSibling;
				} else o && o.some(g$3);
			} else r.__e = u.__e;
			r.__k ||= u.__k || [], t && t.then || D$1(r), n$1.__e(t, r, u);
		}
	} else l = r.__e = F$2(u.__e, r, u, i, f, o, e, c, a, t);
	return (s = n$1.diffed) && s(r), l;
}
function B$1(n, t) {
	if (n && n.nodeType == 8 && n.data.startsWith("$s")) for (var r = 1; n = n.nextSibling;) {
		if (n.nodeType == 8) {
			if (n.data.startsWith("$s")) r++;
			else if (n.data.startsWith("/$s") && !--r) return n;
		}
		t && t.push(n);
	}
}
function D$1(n) {
	n && (n.__c && (n.__c.__g |= 4), n.__k && n.__k.some(D$1));
}
function E$1(t, r, u) {
	for (var i = 0; i < u.length;) G$1(u[i++], u[i++], u[i++]);
	n$1.__c && n$1.__c(r, t), t.some(function(r) {
		try {
			t = r.__h, r.__h = [], t.some(function(n) {
				n.call(r);
			});
		} catch (t) {
			n$1.__e(t, r.__v);
		}
	});
}
function F$2(t, r, u, i, f, o, e, l, c, a) {
	var s, h, y, _, k, b, m, M, $ = u.props || p$3, x = r.props, C = r.type;
	if (C == "svg" ? f = "http://www.w3.org/2000/svg" : C == "math" ? f = "http://www.w3.org/1998/Math/MathML" : f ||= "http://www.w3.org/1999/xhtml", o) {
		for (s = 0; s < o.length; s++) if ((k = o[s]) && (C ? k.localName == C : k.nodeType == 3)) {
			t = k, o[s] = null;
			break;
		}
	}
	if (!t) {
		if (M = a.ownerDocument || document, !C) return M.createTextNode(x);
		t = M.createElementNS(f, C, x.is ? x : a), l &&= (n$1.__m && n$1.__m(r, o), !1), o = null;
	}
	if (C) {
		if (a = C == "template" && t.content || t, o = C == "textarea" && x.defaultValue != null ? null : o && d$3.call(a.childNodes), !l && o) for ($ = {}, s = 0; s < t.attributes.length; s++) $[(k = t.attributes[s]).name] = k.value;
		for (s in $) k = $[s], s == "dangerouslySetInnerHTML" ? y = k : s == "children" || s in x || s == "value" && "defaultValue" in x || s == "checked" && "defaultChecked" in x || N(t, s, null, k, f);
		for (s in x) k = x[s], s == "children" ? _ = k : s == "dangerouslySetInnerHTML" ? h = k : s == "value" ? b = k : s == "checked" ? m = k : l && typeof k != "function" || $[s] === k || N(t, s, k, $[s], f);
		h ? (l || y && (h.__html == y.__html || h.__html == t.innerHTML) || (t.innerHTML = h.__html), r.__k = []) : (y && (t.textContent = ""), (C == "foreignObject" || f == "http://www.w3.org/1998/Math/MathML" && v$2.test(C)) && (f = "http://www.w3.org/1999/xhtml"), I(a, w$3(_) ? _ : [_], r, u, i, f, o, e, o ? o[0] : u.__k && S$1(u, 0), l, c), o && o.some(g$3)), l && C != "textarea" || (s = "value", C == "progress" && b == null ? t.removeAttribute(s) : b == null || b === t[s] && (C != "progress" || b) || N(t, s, b, $[s], f), s = "checked", m != null && m != t[s] && N(t, s, m, $[s], f));
	} else $ === x || l && t.data == x || (t.data = x);
	return t;
}
function G$1(t, r, u, i) {
	try {
		typeof t == "function" ? r ? r.__x = t(r) || 1 : (i &&= i.__c || i.__e) && (r = i.__x) && (i.__x = null, typeof r == "function" ? r() : t(null)) : t.current = r;
	} catch (t) {
		n$1.__e(t, u);
	}
}
function J(t, r, u) {
	var i, f, o, e;
	if (n$1.unmount && n$1.unmount(t), !(i = t.ref) || i.current && i.current != t.__e || G$1(i, null, r, t), i = t.__c) {
		if (i.componentWillUnmount) try {
			i.componentWillUnmount();
		} catch (t) {
			n$1.__e(t, r);
		}
		i.__P = i.__n = null;
	}
	if (i = t.__k) for (e = 0; e < i.length; e++) i[e] && J(i[e], r, typeof t.type != "function" || u && !t.props.__P);
	!u && (i = t.__c) && (i = i.__z) && (f = B$1(i, o = [])) && (i == t.__e && o.some(g$3), g$3(f), g$3(i)), u || g$3(t.__e), t.__e = t.__c = t.__ = null;
}
function K(n, t, r) {
	return this.constructor(n, r);
}
function Q(t, r) {
	var u, i, f, o;
	n$1.__ && n$1.__(t, r), r.nodeType == 9 && (r = r.documentElement), i = (u = t && 32 & t.__u) ? null : r.__k, r.__k = m$3($, { children: [t] }), f = [], o = [], z$1(r, r.__k, i || p$3, p$3, r.namespaceURI, i ? null : r.firstChild ? d$3.call(r.childNodes) : null, f, i ? i.__e : r.firstChild, u, o), E$1(f, r.__k, o), r.__k.props.children = null;
}
n$1 = { __e: function(n, t, r, u) {
	for (var i, o, e; t = t.__;) if ((i = t.__c) && !(1 & i.__g)) {
		i.__g |= 4;
		try {
			if ((e = (o = i.constructor) && o.getDerivedStateFromError) && i.setState(o.getDerivedStateFromError(n)), i.componentDidCatch && (i.componentDidCatch(n, u || {}), e = 1), e && 8 & i.__g) return void (i.__g |= 2);
		} catch (t) {
			n = t;
		}
	}
	throw f$3 = 0, n;
} }, t$2 = 0, r$2 = function(n) {
	return n != null && n.constructor === h$3;
}, x$1.prototype.setState = function(n, t) {
	var r = this.__s;
	r && r != this.state || (r = this.__s = _$2({}, this.state)), typeof n == "function" && (n = n(_$2({}, r), this.props)), n && (_$2(r, n), this.__v && (t && this.__k.push(t), L(this)));
}, x$1.prototype.forceUpdate = function(n) {
	this.__v && (this.__g |= 4, n && this.__h.push(n), L(this));
}, x$1.prototype.render = $, u$3 = [], f$3 = 0, o$3 = function(n, t) {
	return n.__v.__b - t.__v.__b;
}, e$2 = Symbol(), l$2 = /(PointerCapture)$|Capture$/i, c$2 = 0, a$3 = {};
// node_modules/preact/hooks/dist/hooks.mjs
var t$1, r$1, u$2, i$1, o$2 = Object.is, f$2 = 0, c$1 = [], e$1 = [], a$2 = n$1, v$1 = a$2.__b, l$1 = a$2.__r, m$2 = a$2.diffed, h$2 = a$2.__c, s$1 = a$2.unmount, p$2 = a$2.__;
function y$2(n, t) {
	a$2.__h && a$2.__h(r$1, n, f$2 || t), f$2 = 0;
	var u = r$1.__H || (r$1.__H = {
		__: [],
		__h: []
	});
	return n >= u.__.length && u.__.push({}), u.__[n];
}
function d$2(n) {
	return f$2 = 1, _$1(G, n);
}
function _$1(n, u, i) {
	var f = y$2(t$1++, 2);
	if (f.t = n, !f.__c && (f.__ = [i ? i(u) : G(void 0, u), function(n) {
		var t = (f.__N || f.__)[0], r = f.t(t, n);
		o$2(t, r) || (f.__N = [r, f.__[1]], f.__c.setState({}));
	}], f.__c = r$1, !r$1.__f)) {
		r$1.__f = !0;
		var c = r$1.shouldComponentUpdate;
		r$1.shouldComponentUpdate = function(n, t, r) {
			var u = this.__H;
			if (!u) return !0;
			var i = !1, f = this.props != n;
			if (u.__.some(function(n) {
				n.__N && (i = !0, o$2(n.__[0], n.__N[0]) || (f = !0));
			}), c) {
				var e = c.call(this, n, t, r);
				return i ? e || f : e;
			}
			return !i || f;
		};
	}
	return f.__;
}
function A$1(n, u) {
	var i = y$2(t$1++, 3);
	!a$2.__s && E(i.__H, u) && (i.__P = !0, i.__ = n, i.u = u, r$1.__H.__h.push(i));
}
function F$1(n, u) {
	var i = y$2(t$1++, 4);
	!a$2.__s && E(i.__H, u) && (i.__P = !1, i.__ = n, i.u = u, r$1.__h.push(i));
}
function T(n) {
	return f$2 = 5, w$2(function() {
		return { current: n };
	}, []);
}
function w$2(n, r) {
	var u = y$2(t$1++, 7);
	return E(u.__H, r) && (u.__ = n(), u.__H = r), u.__;
}
function g$2() {
	var n;
	do {
		for (; n = e$1.shift();) try {
			C(n);
		} catch (t) {
			a$2.__e(t, { __: (n = n.__P) && n.__v });
		}
		for (; n = c$1.shift();) {
			var t = n.__H;
			if (n.__P && t) try {
				t.__h.some(C), t.__h.some(D), t.__h = [];
			} catch (r) {
				t.__h = [], a$2.__e(r, n.__v);
			}
		}
	} while (e$1.length);
}
a$2.__b = function(n) {
	r$1 = null, v$1 && v$1(n);
}, a$2.__ = function(n, t) {
	n && t.__k && t.__k.__m && (n.__m = t.__k.__m), p$2 && p$2(n, t);
}, a$2.__r = function(n) {
	l$1 && l$1(n), t$1 = 0;
	var i = (r$1 = n.__c).__H;
	i && (u$2 == r$1 ? r$1.__h = [] : (i.__h.some(C), i.__h.some(D), t$1 = 0), i.__h = [], i.__.some(function(n) {
		n.__N && (n.__ = n.__N), n.u = n.__N = void 0;
	})), u$2 = r$1;
}, a$2.diffed = function(n) {
	m$2 && m$2(n);
	var t = n.__c;
	t && t.__H && (t.__H.__h.length && B(c$1.push(t)), t.__H.__.some(function(n) {
		n.u && (n.__H = n.u);
	})), u$2 = r$1 = null;
}, a$2.__c = function(n, t) {
	t.some(function(n) {
		try {
			n.__h.some(C), n.__h = n.__h.filter(function(n) {
				return !n.__ || D(n);
			});
		} catch (t) {
			n.__h = [function() {
				throw t;
			}];
		}
	}), h$2 && h$2(n, t);
}, a$2.unmount = function(n) {
	s$1 && s$1(n);
	var t, r, u = n.__c;
	u && u.__H && (u.__H.__.some(function(u) {
		try {
			if (u.__P && u.__c) {
				if (r === void 0) {
					for (r = n.__; r && (!r.__c || !r.__c.__P);) r = r.__;
					r &&= r.__c;
				}
				u.__P = r, B(e$1.push(u));
			} else C(u);
		} catch (n) {
			t = n;
		}
	}), u.__H = void 0, t && a$2.__e(t, u.__v));
};
var k$1 = typeof requestAnimationFrame == "function";
function z(n) {
	var t, r = function() {
		clearTimeout(u), k$1 && cancelAnimationFrame(t), setTimeout(n);
	}, u = setTimeout(r, 35);
	k$1 && (t = requestAnimationFrame(r));
}
function B(n) {
	n != 1 && i$1 == a$2.requestAnimationFrame || ((i$1 = a$2.requestAnimationFrame) || z)(g$2);
}
function C(n) {
	var t = r$1, u = n.__c;
	typeof u == "function" && (n.__c = void 0, u()), r$1 = t;
}
function D(n) {
	var t = r$1;
	n.__c = n.__(), r$1 = t;
}
function E(n, t) {
	return !n || n.length != t.length || t.some(function(t, r) {
		return !o$2(t, n[r]);
	});
}
function G(n, t) {
	return typeof t == "function" ? t(n) : t;
}
// node_modules/@preact/signals-core/dist/signals-core.module.js
var i = Symbol.for("preact-signals");
function t() {
	if (v > 1) v--;
	else {
		var i, t = !1;
		for ((function() {
			var i = c;
			for (c = void 0; i !== void 0;) {
				var t = i.S;
				if (t.v === i.v) for (var r = t.t; r !== void 0; r = r.x) r.i === i.i && (r.i = t.i);
				i = i.o;
			}
		})(); h$1 !== void 0;) {
			var r = h$1;
			for (h$1 = void 0, s++; r !== void 0;) {
				var n = r.u;
				if (r.u = void 0, r.f &= -3, !(8 & r.f) && w$1(r)) try {
					r.c();
				} catch (r) {
					t ||= (i = r, !0);
				}
				r = n;
			}
		}
		if (s = 0, v--, t) throw i;
	}
}
function r(i) {
	if (v > 0) return i();
	u$1 = ++e, v++;
	try {
		return i();
	} finally {
		t();
	}
}
var n, o$1 = void 0;
function f$1(i) {
	var t = o$1, r = n;
	o$1 = void 0, n = void 0;
	try {
		return i();
	} finally {
		o$1 = t, n = r;
	}
}
var h$1 = void 0, v = 0, s = 0, e = 0, u$1 = 0, c = void 0, a$1 = 0;
function d$1(i) {
	if (o$1 !== void 0) {
		var t = i.n;
		if (t === void 0 || t.t !== o$1) return t = {
			i: 0,
			S: i,
			p: o$1.s,
			n: void 0,
			t: o$1,
			e: void 0,
			x: void 0,
			r: t
		}, o$1.s !== void 0 && (o$1.s.n = t), o$1.s = t, i.n = t, 32 & o$1.f && i.S(t), t;
		if (t.i === -1) return t.i = 0, t.n !== void 0 && (t.n.p = t.p, t.p !== void 0 && (t.p.n = t.n), t.p = o$1.s, t.n = void 0, o$1.s.n = t, o$1.s = t), t;
	}
}
function l(i, t) {
	this.v = i, this.i = 0, this.n = void 0, this.t = void 0, this.l = 0, this.W = t?.watched, this.Z = t?.unwatched, this.name = t?.name;
}
l.prototype.brand = i, l.prototype.h = function() {
	return !0;
}, l.prototype.S = function(i) {
	var t = this, r = this.t;
	r !== i && i.e === void 0 && (i.x = r, this.t = i, r === void 0 ? f$1(function() {
		var i;
		(i = t.W) == null || i.call(t);
	}) : r.e = i);
}, l.prototype.U = function(i) {
	var t = this;
	if (this.t !== void 0) {
		var r = i.e, n = i.x;
		r !== void 0 && (r.x = n, i.e = void 0), n !== void 0 && (n.e = r, i.x = void 0), i === this.t && (this.t = n, n === void 0 && f$1(function() {
			var i;
			(i = t.Z) == null || i.call(t);
		}));
	}
}, l.prototype.subscribe = function(i) {
	var t = this;
	return x(function() {
		var r = t.value;
		f$1(function() {
			return i(r);
		});
	}, { name: "sub" });
}, l.prototype.valueOf = function() {
	return this.value;
}, l.prototype.toString = function() {
	return this.value + "";
}, l.prototype.toJSON = function() {
	return this.value;
}, l.prototype.peek = function() {
	var i = this;
	return f$1(function() {
		return i.value;
	});
}, Object.defineProperty(l.prototype, "value", {
	get: function() {
		var i = d$1(this);
		return i !== void 0 && (i.i = this.i), this.v;
	},
	set: function(i) {
		if (i !== this.v) {
			if (s > 100) throw Error("Cycle detected");
			(function(i) {
				v !== 0 && s === 0 && i.l !== u$1 && (i.l = u$1, c = {
					S: i,
					v: i.v,
					i: i.i,
					o: c
				});
			})(this), this.v = i, this.i++, a$1++, v++;
			try {
				for (var r = this.t; r !== void 0; r = r.x) r.t.N();
			} finally {
				t();
			}
		}
	}
});
function y$1(i, t) {
	return new l(i, t);
}
function w$1(i) {
	for (var t = i.s; t !== void 0; t = t.n) if (t.S.i !== t.i || !t.S.h() || t.S.i !== t.i) return !0;
	return !1;
}
function b$1(i) {
	for (var t = i.s; t !== void 0; t = t.n) {
		var r = t.S.n;
		if (r !== void 0 && (t.r = r), t.S.n = t, t.i = -1, t.n === void 0) {
			i.s = t;
			break;
		}
	}
}
function _(i) {
	for (var t = i.s, r = void 0; t !== void 0;) {
		var n = t.p;
		t.i === -1 ? (t.S.U(t), n !== void 0 && (n.n = t.n), t.n !== void 0 && (t.n.p = n)) : r = t, t.S.n = t.r, t.r !== void 0 && (t.r = void 0), t = n;
	}
	i.s = r;
}
function j(i, t) {
	l.call(this, void 0, t), this.x = i, this.s = void 0, this.g = a$1 - 1, this.f = 4;
}
j.prototype = new l(), j.prototype.h = function() {
	if (this.f &= -3, 1 & this.f) return !1;
	if ((36 & this.f) == 32 || (this.f &= -5, this.g === a$1)) return !0;
	if (this.g = a$1, this.f |= 1, this.i > 0 && !w$1(this)) return this.f &= -2, !0;
	var i = o$1;
	try {
		b$1(this), o$1 = this;
		var t = this.x();
		(16 & this.f || this.v !== t || this.i === 0) && (this.v = t, this.f &= -17, this.i++);
	} catch (i) {
		this.v = i, this.f |= 16, this.i++;
	}
	return o$1 = i, _(this), this.f &= -2, !0;
}, j.prototype.S = function(i) {
	if (this.t === void 0) {
		this.f |= 36;
		for (var t = this.s; t !== void 0; t = t.n) t.S.S(t);
	}
	l.prototype.S.call(this, i);
}, j.prototype.U = function(i) {
	if (this.t !== void 0 && (l.prototype.U.call(this, i), this.t === void 0)) {
		this.f &= -33;
		for (var t = this.s; t !== void 0; t = t.n) t.S.U(t);
	}
}, j.prototype.N = function() {
	if (!(2 & this.f)) {
		this.f |= 6;
		for (var i = this.t; i !== void 0; i = i.x) i.t.N();
	}
}, Object.defineProperty(j.prototype, "value", { get: function() {
	if (1 & this.f) throw Error("Cycle detected");
	var i = d$1(this);
	if (this.h(), i !== void 0 && (i.i = this.i), 16 & this.f) throw this.v;
	return this.v;
} });
function O(i, t) {
	return new j(i, t);
}
function p$1(i) {
	var r = i.j;
	if (i.j = void 0, typeof r == "function") {
		v++;
		var n = o$1;
		o$1 = void 0;
		try {
			r();
		} catch (t) {
			throw i.f &= -2, i.f |= 8, g$1(i), t;
		} finally {
			o$1 = n, t();
		}
	}
}
function g$1(i) {
	for (var t = i.s; t !== void 0; t = t.n) t.S.U(t);
	i.x = void 0, i.s = void 0, p$1(i);
}
function S(i) {
	if (o$1 !== this) throw Error("Out-of-order effect");
	_(this), o$1 = i, this.f &= -2;
	try {
		8 & this.f && g$1(this);
	} finally {
		t();
	}
}
function m$1(i, t) {
	this.x = i, this.j = void 0, this.s = void 0, this.u = void 0, this.f = 32, this.name = t?.name, n && n.push(this);
}
m$1.prototype.c = function() {
	var i = this.S();
	try {
		if (8 & this.f || this.x === void 0) return;
		var t = this.x();
		typeof t == "function" && (this.j = t);
	} finally {
		i();
	}
}, m$1.prototype.S = function() {
	if (1 & this.f) throw Error("Cycle detected");
	this.f |= 1, this.f &= -9, p$1(this), b$1(this), v++;
	var i = o$1;
	return o$1 = this, S.bind(this, i);
}, m$1.prototype.N = function() {
	2 & this.f || (this.f |= 2, this.u = h$1, h$1 = this);
}, m$1.prototype.d = function() {
	this.f |= 8, 1 & this.f || g$1(this);
}, m$1.prototype.dispose = function() {
	this.d();
};
function x(i, t) {
	var r = new m$1(i, t);
	try {
		r.c();
	} catch (i) {
		throw r.d(), i;
	}
	var n = r.d.bind(r);
	return n[Symbol.dispose] = n, n;
}
// node_modules/@preact/signals/dist/signals.module.js
var h, d, p, m = typeof window < "u" && !!window.__PREACT_SIGNALS_DEVTOOLS__, g = [];
x(function() {
	h = this.N;
})();
function b(i, n) {
	n$1[i] = n.bind(null, n$1[i] || function() {});
}
function y(i) {
	if (p) {
		var n = p;
		p = void 0, n();
	}
	p = i && i.S();
}
function w(i) {
	var n = this, r = i.data, t = useSignal(r);
	t.name = "ReactiveDom", t.value = r;
	var e = w$2(function() {
		for (var i = n, r = n.__v; r = r.__;) if (r.__c) {
			r.__c.__$f |= 4;
			break;
		}
		var o = O(function() {
			var i = t.value.value;
			return i === 0 ? 0 : !0 === i ? "" : i || "";
		}), e = O(function() {
			return !Array.isArray(o.value) && !r$2(o.value);
		}), u = x(function() {
			if (this.N = M, e.value) {
				var n = o.value;
				i.__v && i.__v.__e && i.__v.__e.nodeType === 3 && (i.__v.__e.data = n);
			}
		}), c = n.__$u.d;
		return n.__$u.d = function() {
			u(), c.call(this);
		}, [e, o];
	}, []), u = e[0], c = e[1];
	return u.value ? c.peek() : c.value;
}
w.displayName = "ReactiveTextNode", Object.defineProperties(l.prototype, {
	constructor: {
		configurable: !0,
		value: k$2($, null).constructor
	},
	type: {
		configurable: !0,
		value: w
	},
	props: {
		configurable: !0,
		get: function() {
			var i = this;
			return { data: { get value() {
				return i.value;
			} } };
		}
	},
	__b: {
		configurable: !0,
		value: 1
	}
}), b("__b", function(i, n) {
	if (y(), d = void 0, typeof n.type == "string") {
		var r, t = n.props;
		for (var f in t) if (f !== "children") {
			var o = t[f];
			o instanceof l && (r || (n.__np = r = {}), r[f] = o, t[f] = o.peek());
		}
	}
	i(n);
}), b("__r", function(i, r) {
	if (i(r), r.type !== $) {
		y();
		var t, f = r.__c;
		f && (f.__$f &= -2, (t = f.__$u) === void 0 && (f.__$u = t = function(i, n) {
			var r;
			return x(function() {
				r = this;
			}, { name: n }), r.c = i, r;
		}(function(i) {
			return function() {
				var n;
				m && ((n = this.y) == null || n.call(this)), i.__$f |= 1, i.setState({});
			};
		}(f), typeof r.type == "function" ? r.type.displayName || r.type.name : ""))), d = f, y(t);
	}
}), b("__e", function(i, n, r, t) {
	y(), d = void 0, i(n, r, t);
}), b("diffed", function(i, n) {
	y(), d = void 0;
	var r;
	if (typeof n.type == "string" && (r = n.__e)) {
		var t = n.__np, f = n.props, o = r.U;
		if (o) for (var e in o) {
			var u = o[e];
			u === void 0 || t && e in t || (u.d(), o[e] = void 0);
		}
		if (t) for (var a in o || (o = {}, r.U = o), t) {
			var c = o[a], v = t[a];
			c === void 0 ? (c = k(r, a, v, f), o[a] = c) : c.o(v, f);
		}
	}
	i(n);
});
function k(i, n, r, t) {
	var f = n in i && i.ownerSVGElement === void 0, o = y$1(r);
	return {
		o: function(i, n) {
			o.value = i, t = n;
		},
		d: x(function() {
			this.N = M;
			var r = o.value.value;
			t[n] !== r && (t[n] = r, f ? i[n] = r : r != null && (!1 !== r || n[4] === "-") ? i.setAttribute(n, r) : i.removeAttribute(n));
		})
	};
}
b("unmount", function(i, n) {
	if (typeof n.type == "string") {
		var r = n.__e;
		if (r) {
			var t = r.U;
			if (t) for (var f in r.U = void 0, t) {
				var o = t[f];
				o && o.d();
			}
		}
		var e = n.__np;
		if (e) {
			var u = n.props;
			for (var a in e) u[a] = e[a];
		}
		n.__np = void 0;
	} else {
		var c = n.__c;
		if (c) {
			c.__$f |= 8;
			var v = c.__$u;
			v && (c.__$u = void 0, v.d());
		}
	}
	i(n);
}), b("__h", function(i, n, r, t) {
	t < 3 && (n.__$f |= 2), i(n, r, t);
}), x$1.prototype.shouldComponentUpdate = function(i, n) {
	if (this.__R) return !0;
	var r = this.__$u, t = r && r.s !== void 0;
	for (var f in n) return !0;
	if (this.__f || typeof this.u == "boolean" && !0 === this.u) {
		var o = 2 & this.__$f;
		if (!(t || o || 4 & this.__$f) || 1 & this.__$f) return !0;
	} else if (!(t || 4 & this.__$f) || 3 & this.__$f) return !0;
	for (var e in i) if (e !== "__source" && i[e] !== this.props[e]) return !0;
	for (var u in this.props) if (!(u in i)) return !0;
	return !1;
};
function useSignal(i, n) {
	return w$2(function() {
		return y$1(i, n);
	}, []);
}
function useComputed(i, n) {
	var r = T(i);
	return r.current = i, d.__$f |= 4, w$2(function() {
		return O(function() {
			return r.current();
		}, n);
	}, []);
}
var A = function(i) {
	queueMicrotask(function() {
		queueMicrotask(i);
	});
};
function F() {
	r(function() {
		for (var i; i = g.shift();) h.call(i);
	});
}
function M() {
	g.push(this) === 1 && (n$1.requestAnimationFrame || A)(F);
}
var MINUTE_MS = 6e4, zone, clocks = new Map();
function setZone(name) {
	name !== zone && (zone = name, clocks.clear());
}
function formatter(key, options) {
	let made = clocks.get(key);
	if (made) return made;
	let format;
	try {
		format = new Intl.DateTimeFormat("en-GB", {
			...options,
			timeZone: zone
		});
	} catch {
		format = new Intl.DateTimeFormat("en-GB", options);
	}
	return clocks.set(key, format), format;
}
var instantMs = (at) => typeof at == "number" ? at : Date.parse(at);
function clock(at, seconds = !1) {
	if (at == null) return "–";
	let options = {
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23"
	};
	return seconds && (options.second = "2-digit"), formatter(seconds ? "s" : "m", options).format(instantMs(at));
}
function dayAndClock(at) {
	return `${formatter("d", {
		day: "numeric",
		month: "short"
	}).format(instantMs(at))} ${clock(at)}`;
}
var dayOf = (at) => formatter("y", {
	day: "numeric",
	month: "short",
	year: "numeric"
}).format(instantMs(at));
function wardDay(at) {
	let parts = formatter("w", {
		year: "numeric",
		month: "2-digit",
		day: "2-digit"
	}).formatToParts(at), part = (type) => parts.find((each) => each.type === type)?.value ?? "";
	return `${part("year")}-${part("month")}-${part("day")}`;
}
function instantOf(wall) {
	let asUtc = Date.parse(`${wall}Z`), at = asUtc;
	for (let round = 0; round < 2; round += 1) at = asUtc - zoneAheadMs(at);
	return new Date(at).toISOString();
}
function zoneAheadMs(at) {
	let parts = formatter("z", {
		year: "numeric",
		month: "numeric",
		day: "numeric",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
		hourCycle: "h23"
	}).formatToParts(at), part = (type) => Number(parts.find((each) => each.type === type)?.value);
	return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second")) - Math.floor(at / 1e3) * 1e3;
}
var mlPerHour = (rate) => `${thousands(rate)} mL/h`, ml = (volume) => `${thousands(volume)} mL`;
function thousands(decimal) {
	let [whole = "", part] = decimal.split("."), grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
	return part === void 0 ? grouped : `${grouped}.${part}`;
}
function minutes(span) {
	let whole = Math.max(0, Math.ceil(span - 1e-6));
	if (whole < 60) return `${whole} min`;
	let rest = whole % 60, hours = `${Math.floor(whole / 60)} h`;
	return rest ? `${hours} ${rest} min` : hours;
}
var minutesBetween = (from, to) => minutes((to - from) / MINUTE_MS), passed = (span) => minutes(Math.floor(span + 1e-6));
function age(ms) {
	let seconds = Math.max(0, Math.floor(ms / 1e3));
	return seconds < 120 ? `${seconds} s` : passed(seconds / 60);
}
function placeName(id) {
	let [, kind = "", number = ""] = /^(chair|pump)-(\w+)$/.exec(id) ?? [];
	return kind ? `${kind[0]?.toUpperCase()}${kind.slice(1)} ${number}` : id;
}
var named = (sentence) => sentence.replace(/\b(chair|pump)-\w+/g, placeName).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, dayAndClock), words = (id) => id.replace(/[_-]/g, " "), paceWords = (ward) => ward?.mode === "simulation" && ward.speed > 1 ? `pump time runs ${ward.speed} times as fast` : "", view = y$1(null), told = y$1(0), skew = 0, wardNow = () => Date.now() + skew;
function heardTime(iso) {
	let at = Date.parse(iso);
	skew = at - Date.now(), told.value = at;
}
function snapshot(all) {
	r(() => {
		heardTime(all.now), setZone(all.zone), view.value = all;
	});
}
function delta(message) {
	r(() => {
		heardTime(message.now), view.value &&= changed(view.value, message);
	});
}
function beat$1(message) {
	heardTime(message.now);
}
function changed(before, message) {
	let news = new Map(message.chairs.map((chair) => [chair.chair, chair])), chairs = news.size ? before.chairs.map((chair) => news.get(chair.chair) ?? chair) : before.chairs;
	return {
		...before,
		...message.ward ?? {},
		...message.names ?? {},
		chairs,
		seq: message.seq,
		now: message.now
	};
}
var lastIds = [], chairIds = O(() => {
	let ids = view.value?.chairs.map((each) => each.chair) ?? [];
	return ids.join() !== lastIds.join() && (lastIds = ids), lastIds;
}), chairOf = (id) => view.value?.chairs.find((each) => each.chair === id) ?? null, waiting = () => view.value?.waiting ?? [], personName = (id) => view.value?.people.find((each) => each.id === id)?.name ?? id ?? "", REOPEN_MS = 6e3, TRY_OPEN_MS = 3e3, TRY_CLOSED_MS = 1500;
function linkState(silence, everHeard) {
	return silence > 1e4 ? "dead" : silence > 4500 ? "late" : everHeard ? "live" : "connecting";
}
function shouldReopen(silence, sinceTried, closed) {
	return closed ? sinceTried > TRY_CLOSED_MS : silence > REOPEN_MS && sinceTried > TRY_OPEN_MS;
}
var instant = () => ({
	wall: Date.now(),
	steady: performance.now()
});
function passedSince(then, at = instant()) {
	return Math.max(at.wall - then.wall, at.steady - then.steady);
}
// src/link/feed.ts
var LOOK_MS$1 = 250, link = y$1("connecting"), dropped = y$1(0), source = null, lastId = "", everHeard = !1, heard$1 = instant(), tried = instant(), silence = () => passedSince(heard$1), HANDLERS = {
	snapshot: (message) => snapshot(message),
	delta: (message) => delta(message),
	hb: (message) => beat$1(message)
};
function open() {
	source?.close(), tried = instant();
	let mine = new EventSource(`/api/v1/events${lastId ? `?since=${encodeURIComponent(lastId)}` : ""}`);
	source = mine, mine.addEventListener("error", () => {
		mine === source && (dropped.value += 1);
	});
	for (let [kind, handle] of Object.entries(HANDLERS)) mine.addEventListener(kind, (event) => {
		if (mine !== source) return;
		let message = event;
		heard$1 = instant(), everHeard = !0, handle(JSON.parse(message.data)), message.lastEventId && (lastId = message.lastEventId), look$1();
	});
}
function look$1() {
	let age = silence();
	shouldReopen(age, passedSince(tried), source?.readyState === EventSource.CLOSED) && open(), link.value = linkState(age, everHeard);
}
function openFeed() {
	open(), setInterval(look$1, LOOK_MS$1), document.addEventListener("visibilitychange", look$1), window.addEventListener("online", look$1);
}
// src/link/post.ts
var LIMIT_MS = 3e3, AGAIN_MS$2 = 300, ANOTHER_MS = 700;
async function post(url, headers, body) {
	let end = performance.now() + LIMIT_MS;
	for (;;) {
		let left = end - performance.now();
		if (left <= 0) return null;
		let answer = await asked$1(url, posted(headers, body), left);
		if (answer) return answer;
		let rest = end - performance.now();
		if (await sleep(Math.max(0, Math.min(rest, AGAIN_MS$2))), rest <= AGAIN_MS$2) return null;
	}
}
async function postStop(url, headers, body) {
	let end = performance.now() + LIMIT_MS, others = new AbortController(), over = !1, first, told = Promise.race([new Promise((done) => first = done), sleep(LIMIT_MS).then(() => null)]);
	for (told.then(() => {
		over = !0, others.abort();
	});;) {
		let left = end - performance.now();
		if (over || left <= AGAIN_MS$2) return told;
		let broken = asked$1(url, {
			...posted(headers, body),
			signal: others.signal
		}, left).then((answer) => answer ? first(answer) : sleep(AGAIN_MS$2));
		await Promise.race([
			broken,
			sleep(ANOTHER_MS),
			told
		]);
	}
}
function get(path, tag = "") {
	return asked$1(`/api/v1${path}`, tag ? { headers: { "If-None-Match": tag } } : {}, LIMIT_MS);
}
async function asked$1(url, init, limit) {
	let stop = new AbortController(), timer = setTimeout(() => stop.abort(), limit);
	init.signal?.addEventListener("abort", () => stop.abort());
	try {
		let answer = await fetch(url, {
			...init,
			signal: stop.signal,
			cache: "no-store"
		}), wait = Number(answer.headers.get("Retry-After"));
		return {
			status: answer.status,
			body: parsed(await answer.text()),
			tag: answer.headers.get("ETag") ?? "",
			...wait > 0 ? { retryAfter: wait } : {}
		};
	} catch {
		return null;
	} finally {
		clearTimeout(timer);
	}
}
var posted = (headers, body) => ({
	method: "POST",
	headers,
	body,
	credentials: "same-origin"
});
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
var sleep = (ms) => new Promise((done) => setTimeout(done, ms));
function newTap() {
	let bytes = crypto.getRandomValues(new Uint8Array(16));
	return `tap-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
function tapHeaders(person, tablet, at, granted) {
	return {
		"Content-Type": "application/json",
		"Idempotency-Key": granted?.tap ?? newTap(),
		"X-Tapped-At": String(Math.round(at)),
		...person ? { "X-Person": person } : {},
		...tablet ? { "X-Tablet": tablet } : {},
		...granted ? { "X-Grant": granted.grant } : {}
	};
}
// src/people/held.ts
var AGAIN_MS$1 = 3e3, IDLE_NEAR_MS = 45e3, END_NEAR_MS = 9e5, held = y$1(null), asking$2 = 0;
function heldIs(next) {
	asking$2 += 1, held.value = next;
}
async function lookWhoHolds() {
	let mine = asking$2 += 1, got = await get("/sign-in");
	mine === asking$2 && got?.status === 200 && (held.value = got.body);
}
function followHeld() {
	setInterval(() => {
		held.value?.people_are !== "trusted" && lookWhoHolds();
	}, AGAIN_MS$1), dropped.subscribe(() => {
		isStranger() || lookWhoHolds();
	}), document.addEventListener("visibilitychange", () => void lookWhoHolds());
}
var signsIn = () => (held.value?.people_are ?? view.value?.people_are) === "signed-in", isStranger = () => held.value?.people_are === "signed-in" && held.value.tablet === null, SIGN_IN = "Sign in";
function refusedTo(now, operation) {
	return now && !now.tablet ? ["This tablet is not enrolled."] : now?.person ? now.may.includes(operation) ? [] : [`Your role (${now.person.role}) may not do this.`] : [SIGN_IN];
}
function endWords$2(now, at) {
	let near = [[now?.idle_ends_at, IDLE_NEAR_MS], [now?.ends_at, END_NEAR_MS]].flatMap(([end, before]) => end && Date.parse(end) - at <= before ? [Date.parse(end)] : []);
	return near.length ? `signed in until ${clock(Math.min(...near), !0)}` : "";
}
// node_modules/preact/jsx-runtime/dist/jsxRuntime.mjs
var f = Symbol.for("pv"), o = 0;
Array.isArray;
function a(t, e, n, u, a, i) {
	e ||= {};
	var c, l, p = e;
	if ("ref" in p && typeof t != "function") for (l in p = {}, e) l == "ref" ? c = e[l] : p[l] = e[l];
	var s = {
		type: t,
		props: p,
		key: n,
		ref: c,
		__k: null,
		__: null,
		__b: 0,
		__e: null,
		__c: null,
		constructor: f,
		__v: --o,
		__i: -1,
		__u: 0
	};
	return (a || i) && (s.__source = a, s.__self = i), n$1.vnode && n$1.vnode(s), s;
}
// src/parts/button.tsx
var STEADY_MS$1 = 400, steadyAt = 0;
function unsettle() {
	steadyAt = performance.now() + STEADY_MS$1;
}
function useSteady(shown) {
	let last = T({
		shown: "",
		at: 0
	});
	return last.current.shown !== shown && (last.current = {
		shown,
		at: performance.now() + STEADY_MS$1
	}), () => performance.now() >= Math.max(last.current.at, steadyAt);
}
function Button(props) {
	let { kind = "plain", text, why = [], off = !1, more = "", onTap } = props, steady = useSteady(`${text}|${why.length}`), disabled = off || why.some((each) => each !== "Sign in");
	return a("button", {
		type: "button",
		class: `act ${kind} ${props.class ?? ""}`,
		"aria-disabled": disabled ? "true" : void 0,
		"aria-label": props.label,
		"aria-pressed": props.pressed,
		title: props.title,
		"data-asks": props.asks ? "true" : void 0,
		onClick: () => {
			disabled || kind === "go" && !steady() || onTap();
		},
		children: [a("span", {
			class: "label",
			children: text
		}), a("span", {
			class: "why",
			children: (why.length ? why.join("\n") : more) || null
		})]
	});
}
function Choice(props) {
	return a("div", {
		class: `choice ${props.class ?? ""}`,
		role: "group",
		"aria-label": props.label,
		"data-single": props.single ? "true" : void 0,
		children: props.options.map((each) => a("button", {
			type: "button",
			class: "act plain option",
			"aria-pressed": each.id === props.value,
			onClick: () => props.onPick(each.id),
			children: [a("span", {
				class: "label",
				children: each.text
			}), each.more && a("span", {
				class: "more",
				children: each.more
			})]
		}, each.id))
	});
}
function Choices(props) {
	let { label, options, values, onChange } = props, toggle = (id) => onChange(values.includes(id) ? values.filter((each) => each !== id) : [...values, id]);
	return a("div", {
		class: "choice",
		role: "group",
		"aria-label": label,
		children: options.map((each) => a("button", {
			type: "button",
			class: "act plain option",
			"aria-pressed": values.includes(each.id),
			onClick: () => toggle(each.id),
			children: a("span", {
				class: "label",
				children: each.text
			})
		}, each.id))
	});
}
function Stepper(props) {
	let { label, value, onChange, by = 1, max = 999 } = props, go = (next) => onChange(Math.min(max, Math.max(by, next)));
	return a("div", {
		class: "stepper",
		children: [
			a("button", {
				type: "button",
				class: "act plain key",
				"aria-label": `less ${label}`,
				onClick: () => go(value - by),
				children: "−"
			}),
			a("output", {
				"aria-label": label,
				children: props.shown ?? value
			}),
			a("button", {
				type: "button",
				class: "act plain key",
				"aria-label": `more ${label}`,
				onClick: () => go(value + by),
				children: "+"
			})
		]
	});
}
function Asked(props) {
	return a("div", {
		class: "field",
		children: [a("span", { children: props.text }), props.children]
	});
}
// src/parts/fields.tsx
function Field(props) {
	let { label, value, onInput, onEnter, longest = 64, decimal = !1 } = props;
	return a("label", {
		class: "field",
		children: [a("span", { children: label }), a("input", {
			type: "text",
			autocomplete: "off",
			autocapitalize: "off",
			spellcheck: !1,
			inputMode: decimal ? "decimal" : "text",
			maxLength: decimal ? 8 : longest,
			name: props.name,
			value,
			onInput: (event) => onInput(event.currentTarget.value),
			onKeyDown: (event) => event.key === "Enter" && onEnter?.(event.currentTarget)
		})]
	});
}
function Moment(props) {
	return a("label", {
		class: "field",
		children: [a("span", { children: props.label }), a("input", {
			type: "datetime-local",
			value: props.value,
			onInput: (event) => props.onInput(event.currentTarget.value)
		})]
	});
}
var momentOf = (shown) => shown ? instantOf(shown) : "";
function Fact(props) {
	return a("div", {
		class: "fact",
		children: [a("dt", { children: props.name }), a("dd", { children: props.children })]
	});
}
function Headed(props) {
	return a("div", {
		class: "headed",
		children: [a("h3", { children: props.title }), props.children]
	});
}
// src/people/code.ts
var CODE_KEYS = [..."23456789ABCDEFGHJKMNPQRSTVWXYZ"], HALF = 5, PIN_LONGEST = 12;
function codeTyped(text) {
	let kept = [...text.toUpperCase()].filter((each) => CODE_KEYS.includes(each)).slice(0, 10);
	return kept.length > HALF ? `${kept.slice(0, HALF).join("")}-${kept.slice(HALF).join("")}` : kept.join("");
}
var isWholeCode = (code) => code.length === 11, codeIn = (hash) => codeTyped(/^#enrol=(.*)$/.exec(hash)?.[1] ?? "");
function pinAfter(pin, key) {
	return key === "Backspace" ? pin.slice(0, -1) : key === "Delete" ? "" : /^\d$/.test(key) && pin.length < PIN_LONGEST ? pin + key : pin;
}
// src/people/asking.ts
var asked = y$1(null), linkCode = y$1("");
function put$1(next) {
	asked.value?.done(null), asked.value = next, unsettle();
}
function close(was) {
	asked.value === was && (asked.value = null), unsettle();
}
function turnBack(was) {
	close(was), was.done(null);
}
var signingIn = null;
function askSignIn(what = "") {
	return asked.value?.kind === "sign-in" && signingIn || (signingIn = new Promise((done) => put$1({
		kind: "sign-in",
		what,
		chair: "",
		about: "",
		done
	}))), signingIn;
}
var askCode = () => new Promise((done) => put$1({
	kind: "enrol",
	what: "",
	chair: "",
	about: "",
	done
})), askGrant = (kind, what, at, command) => new Promise((done) => {
	let about = at ? [
		placeName(at.chair),
		at.session?.patient,
		at.session?.drug
	].filter(Boolean).join(", ") : "";
	put$1({
		kind,
		what,
		chair: matchMedia("(max-width: 700px)").matches ? "" : at?.chair ?? "",
		about,
		command,
		done
	});
}), UNHEARD = {
	text: "No answer in 3 s. Try again.",
	until: null
}, problemId = (answer) => (answer.body?.type ?? "").replace(/^\/problems\//, "");
function faultOf(answer, now) {
	if (answer === null) return UNHEARD;
	if (answer.status < 400) return null;
	let problem = answer.body;
	return {
		text: problem?.detail || problem?.title || `Refused (${answer.status}).`,
		until: answer.retryAfter ? now + answer.retryAfter * 1e3 : null
	};
}
var tell = (path, body) => post(`/api/v1${path}`, { "Content-Type": "application/json" }, JSON.stringify(body));
function takeLink() {
	linkCode.value = codeIn(location.hash), linkCode.value && (history.replaceState(null, "", location.pathname), askCode());
}
async function signIn(badge, pin) {
	let answer = await tell("/sign-in", {
		badge,
		pin
	}), fault = faultOf(answer, wardNow());
	return fault ? answer && lookWhoHolds() : heldIs(answer?.body), fault;
}
async function give(to, badge, pin) {
	if (to.kind === "enrol") return null;
	if (to.kind === "sign-in" || to.kind === "pin" && !held.value?.person) {
		let fault = await signIn(badge, pin);
		if (fault) return fault;
	}
	if (to.kind === "sign-in") return close(to), to.done(!0), null;
	let second = to.kind === "second", answer = await tell(second ? "/sign-in/second" : "/sign-in/step-up", {
		...second ? { badge } : {},
		pin,
		...to.command
	}), fault = faultOf(answer, wardNow());
	return fault ? (answer && problemId(answer) === "not-signed-in" && await lookWhoHolds(), fault) : (asked.value === to && (close(to), to.done(answer?.body)), null);
}
async function enrol(code) {
	let fault = faultOf(await tell("/tablets/enrolment", { code }), wardNow());
	if (fault) return fault;
	linkCode.value = "", await lookWhoHolds();
	let was = asked.value;
	return was?.kind === "enrol" && (close(was), was.done(!0)), null;
}
async function signOut() {
	let answer = await tell("/sign-in/end", {});
	answer && answer.status < 400 ? heldIs(answer.body) : await lookWhoHolds();
}
// src/link/time.ts
var TURN_MS = 250, second = y$1(0), quiet = y$1(0);
function turn() {
	second.value = Math.floor(wardNow() / 1e3) * 1e3, quiet.value = Math.floor(silence() / 1e3);
}
function startClock() {
	turn(), setInterval(turn, TURN_MS), x(() => {
		view.value, told.value, turn();
	});
}
var shownTime = () => link.value === "live" ? second.value : told.value, SCREENS$2 = [
	"ward",
	"board",
	"records",
	"handover",
	"alarms",
	"tablet",
	"people",
	"tablets",
	"audit",
	"settings"
], MORE = [
	"tablet",
	"people",
	"tablets",
	"audit",
	"settings"
], screen = y$1("ward"), opened = y$1(null), touching = y$1(!1);
function read() {
	let [name = "", chair = ""] = decodeURIComponent(location.hash.slice(1)).split("/");
	screen.value = SCREENS$2.includes(name) ? name : "ward", opened.value = screen.value === "ward" && chair ? chair : null, unsettle();
}
function go(to, chair = null) {
	(screen.value !== to || opened.value !== chair) && (history.replaceState(null, "", to === "ward" && !chair ? location.pathname : `#${to}${chair ? `/${encodeURIComponent(chair)}` : ""}`), screen.value = to, opened.value = chair, unsettle());
}
var openChair = (chair) => go("ward", chair);
function watchScreen() {
	read(), window.addEventListener("hashchange", read), document.addEventListener("pointerdown", () => {
		touching.value = !0;
	});
	for (let kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => {
		touching.value = !1;
	});
}
// src/people/pinpad.tsx
var KEYS$2 = [
	"1",
	"2",
	"3",
	"4",
	"5",
	"6",
	"7",
	"8",
	"9"
];
function PinPad(props) {
	let { pin, onChange, onEnter } = props, key = (text, name, label) => a("button", {
		type: "button",
		class: "act plain key",
		"aria-label": label,
		onClick: () => onChange(pinAfter(pin, name)),
		children: text
	}, name);
	return a("div", {
		class: "pinpad",
		role: "group",
		tabIndex: 0,
		ref: props.at,
		"aria-label": "PIN, by these keys or the keyboard",
		onKeyDown: (event) => {
			event.repeat || (event.key === "Enter" && event.target === event.currentTarget ? onEnter() : onChange(pinAfter(pin, event.key)));
		},
		children: [a("p", {
			class: "dots",
			role: "status",
			children: [a("span", {
				"aria-hidden": "true",
				children: pin ? "●".repeat(pin.length) : "PIN"
			}), a("span", {
				class: "spoken",
				children: `${pin.length} digits`
			})]
		}), a("div", {
			class: "pad",
			children: [
				KEYS$2.map((each) => key(each, each)),
				key("Clear", "Delete"),
				key("0", "0"),
				key("⌫", "Backspace", "take the last digit back")
			]
		})]
	});
}
// src/people/sheet.tsx
var isAskedAt = (chair) => asked.value?.chair === chair && screen.value === "ward" && opened.value === chair, hasSheet = () => asked.value !== null && !(asked.value.chair && isAskedAt(asked.value.chair));
function SheetScreen() {
	let now = asked.value;
	return a("main", {
		id: "people",
		class: "page",
		children: now?.kind === "enrol" ? a(Enrol, { onBack: () => turnBack(now) }) : a(BadgeAndPin, {})
	});
}
var TITLES$1 = {
	"sign-in": "Sign in",
	enrol: "",
	pin: "Your PIN, for this one command",
	second: "Second person: badge and PIN"
};
function BadgeAndPin() {
	let now = asked.value;
	return now && a(Form, { asked: now }, "command" in now ? now.command.tap : now.kind);
}
function Form(props) {
	let { asked: to } = props, [badge, setBadge] = d$2(""), [pin, setPin] = d$2(""), [busy, setBusy] = d$2(!1), [fault, setFault] = d$2(null), root = T(null), pad = T(null), name = held.value?.person?.name, byBadge = to.kind !== "pin" || !name;
	useReturnedFocus(), F$1(() => (root.current?.querySelector("input") ?? pad.current)?.focus(), [byBadge]);
	let missing = [...byBadge && !badge.trim() ? ["Scan or type the badge."] : [], ...pin.length < 6 ? ["Key the PIN."] : []], submit = async () => {
		if (busy || missing.length) return;
		setBusy(!0), setFault(null), setPin("");
		let wrong = await give(to, badge.trim(), pin);
		setBusy(!1), setFault(wrong), wrong && pad.current?.focus();
	};
	return a("section", {
		class: "sheet people",
		ref: root,
		"aria-label": TITLES$1[to.kind],
		onKeyDown: (event) => {
			event.key === "Escape" && (event.stopPropagation(), turnBack(to));
		},
		children: [a("div", { children: [
			a("h2", { children: TITLES$1[to.kind] }),
			to.what && a("p", {
				class: "big-line",
				children: to.what
			}),
			to.about && a("p", {
				class: "fixed",
				children: to.about
			}),
			to.kind === "pin" && name && a("p", {
				class: "hint",
				children: `By ${name}.`
			}),
			to.kind === "second" && name && a("p", {
				class: "hint",
				children: `${name} stays signed in. The second person is somebody else.`
			}),
			byBadge && a(Field, {
				label: "Badge: scan it, or type its number",
				value: badge,
				onInput: setBadge,
				onEnter: () => pad.current?.focus()
			}),
			a(Wrong, { fault })
		] }), a("div", { children: [a(PinPad, {
			pin,
			onChange: setPin,
			onEnter: () => void submit(),
			at: pad
		}), a("div", {
			class: "answer",
			children: [a(Button, {
				kind: "go",
				class: "wide",
				text: to.kind === "sign-in" ? "Sign in" : to.what,
				why: busy ? ["Asking the ward…"] : missing,
				onTap: () => void submit()
			}), a(Button, {
				text: "Back",
				onTap: () => turnBack(to)
			})]
		})] })]
	});
}
function Wrong(props) {
	let { fault } = props, left = fault?.until ? fault.until - second.value : 0;
	return a("div", {
		role: "alert",
		class: "wrong",
		"data-shown": fault ? "true" : void 0,
		children: [fault && a("p", { children: fault.text }), left > 0 && a("p", { children: `Locked for another ${age(Math.ceil(left / 1e3) * 1e3)}.` })]
	});
}
function useReturnedFocus() {
	F$1(() => {
		let before = document.activeElement;
		return () => {
			setTimeout(() => before instanceof HTMLElement && before.isConnected && before.focus({ preventScroll: !0 }), 0);
		};
	}, []);
}
// src/people/enrol.tsx
function Enrol(props) {
	let [code, setCode] = d$2(linkCode.value), [busy, setBusy] = d$2(!1), [fault, setFault] = d$2(null), submit = async () => {
		if (busy || !isWholeCode(code)) return;
		setBusy(!0);
		let wrong = await enrol(code);
		setBusy(!1), setFault(wrong), wrong && setCode("");
	};
	return a("section", {
		class: "people enrol",
		"aria-label": "Enrol this tablet",
		children: [a("div", { children: [
			a("h2", { children: "Enrol this tablet" }),
			a("p", { children: view.value ? SEES : BLIND }),
			!window.isSecureContext && a("p", {
				class: "wrong",
				"data-shown": "true",
				children: NO_TLS
			}),
			a("p", {
				class: "hint",
				children: "Whoever looks after the ward's server gets a code from it: chairside enrol TABLET. It counts once, for ten minutes."
			}),
			a(Field, {
				label: "Code",
				value: code,
				longest: 16,
				onInput: (text) => setCode(codeTyped(text)),
				onEnter: () => void submit()
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: "Enrol this tablet",
				why: busy ? ["Asking the ward…"] : isWholeCode(code) ? [] : ["Type the ten characters of the code."],
				onTap: () => void submit()
			}),
			a(Wrong, { fault }),
			props.onBack && a(Button, {
				text: "Back",
				onTap: props.onBack
			})
		] }), a("div", {
			class: "code-keys",
			role: "group",
			"aria-label": "Keys for the code",
			children: [CODE_KEYS.map((each) => a("button", {
				type: "button",
				class: "act plain key",
				onClick: () => setCode(codeTyped(code + each)),
				children: each
			}, each)), a("button", {
				type: "button",
				class: "act plain key clear",
				onClick: () => setCode(""),
				children: "Clear"
			})]
		})]
	});
}
var BLIND = "This browser is no tablet of the ward: it can look at nothing, so it has no chair to stop. Stop a pump by the pump's own STOP key, or on another tablet.", SEES = "This tablet belongs to the ward no longer: its numbers are old. REACTION still works; look at the pump.", NO_TLS = "This address has no TLS: badges, PINs and codes are not taken here. Open the ward's https address; chairside serve says on its terminal what is missing.", Guard = class extends x$1 {
	state = { failed: !1 };
	componentDidCatch(error) {
		console.error(error), this.setState({ failed: !0 });
	}
	render() {
		return this.state.failed ? a($, { children: [a("main", {
			class: "page failed",
			children: [a("div", {
				role: "alert",
				children: [a("h2", { children: "This screen has failed." }), a("p", {
					class: "big-line",
					children: "Read the pumps; use the pump's own STOP key. Nothing on it is from now."
				})]
			}), a(Button, {
				text: "Open it again",
				onTap: () => location.reload()
			})]
		}), this.props.instead] }) : this.props.children;
	}
}, scriptRel = (function() {
	let relList = typeof document < "u" && document.createElement("link").relList;
	return relList && relList.supports && relList.supports("modulepreload") ? "modulepreload" : "preload";
})(), assetsURL = function(dep, importerUrl) {
	return new URL(dep, importerUrl).href;
}, seen = {}, isCssPreloadUrl = function(url) {
	return url.pathname.endsWith(".css");
}, preloadOnce = function(seen, href, preload) {
	if (href in seen) return seen[href];
	let promise = preload();
	if (!promise) {
		seen[href] = void 0;
		return;
	}
	let preloadPromise = promise.then(() => {
		seen[href] = void 0;
	}, (err) => {
		throw seen[href] = void 0, err;
	});
	return seen[href] = preloadPromise, preloadPromise;
}, __vitePreload = function(baseModule, deps, importerUrl) {
	let promise = Promise.resolve();
	if (deps && deps.length > 0) {
		let preloadedHrefs, cspNonceMeta = document.querySelector("meta[property=csp-nonce]"), cspNonce = cspNonceMeta?.nonce || cspNonceMeta?.getAttribute("nonce");
		function allSettled(promises) {
			return Promise.all(promises.map((p) => Promise.resolve(p).then((value) => ({
				status: "fulfilled",
				value
			}), (reason) => ({
				status: "rejected",
				reason
			}))));
		}
		function importMetaResolve(specifier) {
			return import.meta.resolve ? new URL(import.meta.resolve(specifier)) : new URL(specifier, import.meta.url);
		}
		promise = allSettled(deps.map((depString) => {
			depString = assetsURL(depString, importerUrl);
			let dep = importMetaResolve(depString), isCss = isCssPreloadUrl(dep);
			return preloadOnce(seen, dep.href, () => {
				if (preloadedHrefs === void 0) {
					preloadedHrefs = {
						all: new Set(),
						styles: new Set()
					};
					let links = document.getElementsByTagName("link");
					for (let i = links.length - 1; i >= 0; i--) {
						let link = links[i];
						preloadedHrefs.all.add(link.href), link.rel === "stylesheet" && preloadedHrefs.styles.add(link.href);
					}
				}
				if ((isCss ? preloadedHrefs.styles : preloadedHrefs.all).has(dep.href)) return;
				let link = document.createElement("link");
				if (link.rel = isCss ? "stylesheet" : scriptRel, isCss || (link.as = "script"), link.crossOrigin = "", link.href = dep.href, cspNonce && link.setAttribute("nonce", cspNonce), document.head.appendChild(link), isCss) return new Promise((res, rej) => {
					let handleSettle = (e) => {
						link.removeEventListener("load", handleSettle), link.removeEventListener("error", handleSettle), e.type === "error" ? rej(Error(`Unable to preload CSS for ${dep}`)) : res(e);
					};
					link.addEventListener("load", handleSettle), link.addEventListener("error", handleSettle);
				});
			});
		}).filter((p) => p !== void 0));
	}
	function handlePreloadError(err) {
		let e = new Event("vite:preloadError", { cancelable: !0 });
		if (e.payload = err, window.dispatchEvent(e), !e.defaultPrevented) throw err;
	}
	return promise.then((res) => {
		for (let item of res || []) item.status === "rejected" && handlePreloadError(item.reason);
		return baseModule().catch(handlePreloadError);
	});
}, desk = y$1(null), failed = y$1(!1);
async function fetchDesk() {
	failed.value = !1;
	try {
		desk.value = await __vitePreload(() => import("./desk.js"), [], import.meta.url);
	} catch (error) {
		console.error(error), failed.value = !0;
	}
}
function later(name) {
	return function() {
		let Shown = desk.value?.[name];
		return Shown ? a(Shown, {}) : a("main", {
			class: "page",
			children: failed.value ? a($, { children: [a("p", {
				class: "big-line",
				role: "alert",
				children: "This screen could not be loaded. The ward and what stops are here."
			}), a(Button, {
				text: "Load it again",
				onTap: () => location.reload()
			})] }) : a("p", {
				class: "big-line",
				children: "Loading this screen…"
			})
		});
	};
}
// src/kept.ts
function kept(key) {
	try {
		return localStorage.getItem(key) ?? "";
	} catch {
		return "";
	}
}
function keep(key, value) {
	try {
		localStorage.setItem(key, value);
	} catch {}
}
// src/parts/icon.tsx
var SHAPES = {
	play: "M4 2.5 13.5 8 4 13.5Z",
	pause: "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
	octagon: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z",
	diamond: "M8 1 15 8 8 15 1 8z",
	clock: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm1 3v3.6l2.6 2.6-1.4 1.4L7 8.4V4z",
	drop: "M8 1s5 5.6 5 9a5 5 0 0 1-10 0c0-3.4 5-9 5-9z",
	eye: "M8 3C4 3 1.5 6.3 .5 8 1.5 9.7 4 13 8 13s6.5-3.3 7.5-5C14.5 6.3 12 3 8 3zm0 8a3 3 0 1 1 0-6 3 3 0 0 1 0 6z",
	tick: "M6.3 13.5 1 8.3 2.9 6.4l3.4 3.2L13.1 2.6 15 4.5z",
	cross: "M3.2 1.5 8 6.3l4.8-4.8 1.7 1.7L9.7 8l4.8 4.8-1.7 1.7L8 9.7l-4.8 4.8-1.7-1.7L6.3 8 1.5 3.2z",
	dash: "M2 6.8h12v2.4H2z",
	person: "M8 1a3.2 3.2 0 1 1 0 6.4A3.2 3.2 0 0 1 8 1zM1.8 15c0-4 2.6-6.4 6.2-6.4s6.2 2.4 6.2 6.4z",
	ring: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2.4a4.6 4.6 0 1 1 0 9.2 4.6 4.6 0 0 1 0-9.2z",
	seat: "M3 1.5h2.4v6H13V15h-2.4v-3H5.4v3H3z",
	bell: "M8 1a4.6 4.6 0 0 1 4.6 4.6c0 3.2 1 4.6 1.9 5.6v1.3h-13v-1.3c.9-1 1.9-2.4 1.9-5.6A4.6 4.6 0 0 1 8 1zM6 13.5h4a2 2 0 0 1-4 0z",
	mute: "M1.7.6 15.4 14.3l-1.1 1.1-2.9-2.9H1.5v-1.3c.9-1 1.9-2.4 1.9-5.6 0-.4 0-.7.1-1L.6 1.7zM5.2 2A4.6 4.6 0 0 1 12.6 5.6c0 1.6.3 2.8.7 3.8zM6 13.5h4a2 2 0 0 1-4 0z",
	moon: "M6 1.2A6.9 6.9 0 1 0 14.8 10 5.7 5.7 0 0 1 6 1.2z",
	sun: "M8 4.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2zM7.2 0h1.6v2.8H7.2zM7.2 13.2h1.6V16H7.2zM0 7.2h2.8v1.6H0zM13.2 7.2H16v1.6h-2.8zM1.8 2.9l1.1-1.1 2 2-1.1 1.1zM11.1 12.2l1.1-1.1 2 2-1.1 1.1zM12.2 4.9l-1.1-1.1 2-2 1.1 1.1zM2.9 14.2l-1.1-1.1 2-2 1.1 1.1z"
};
function Icon(props) {
	return a("svg", {
		class: "icon",
		viewBox: "0 0 16 16",
		"aria-hidden": "true",
		children: a("path", { d: SHAPES[props.shape] })
	});
}
function Badge(props) {
	return a("span", {
		class: "badge",
		children: [a(Icon, { shape: props.shape }), a("span", { children: props.word })]
	});
}
// src/people/hands.tsx
function Holder() {
	let person = held.value?.person;
	if (isStranger()) return a(Key, {
		text: "Enrol",
		more: "",
		onTap: () => void askCode()
	});
	if (!person) return a(Key, {
		text: "Sign in",
		more: "",
		onTap: () => void askSignIn()
	});
	let end = endWords$2(held.value, second.value);
	return a(Key, {
		text: person.name,
		more: end || person.role,
		near: end !== "",
		out: !0,
		onTap: () => void signOut()
	});
}
function Key(props) {
	return a("button", {
		type: "button",
		class: "act plain holder",
		"data-out": props.out ? "true" : void 0,
		"data-near": props.near ? "true" : void 0,
		onClick: props.onTap,
		children: [
			a(Icon, { shape: "person" }),
			a("span", {
				class: "label",
				children: props.text
			}),
			props.more && a("span", {
				class: "more",
				children: ` ${props.more}`
			}),
			props.out && a("span", {
				class: "out",
				children: " Sign out"
			})
		]
	});
}
// src/who.tsx
var PERSON = "chairside.person", TABLET = "chairside.tablet", person = y$1(kept(PERSON)), tablet = y$1(kept(TABLET)), NOBODY = "Choose who you are, at the top right.";
function nobody(operation) {
	return signsIn() ? refusedTo(held.value, operation) : person.value ? [] : [NOBODY];
}
function Chooser(props) {
	let { label, value, at, options, none } = props;
	return a("select", {
		"aria-label": label,
		value: value.value,
		"data-unset": value.value ? void 0 : "true",
		onChange: (event) => {
			value.value = event.currentTarget.value, keep(at, value.value);
		},
		children: [none && a("option", {
			value: "",
			children: none
		}), options.map((each) => a("option", {
			value: each.id,
			children: each.name
		}, each.id))]
	});
}
function checkWho() {
	let ward = view.value;
	signsIn() ? (person.value = held.value?.person?.id ?? "", tablet.value = held.value?.tablet?.id ?? "") : ward && (person.value && !ward.people.some((each) => each.id === person.value) && (person.value = ""), ward.tablets.some((each) => each.id === tablet.value) || (tablet.value = ward.tablets[0]?.id ?? ""));
}
function Hands() {
	let ward = view.value;
	return a("div", {
		class: "hands",
		children: [signsIn() && a(Holder, {}), ward && !signsIn() && a(Chooser, {
			label: "Who taps",
			value: person,
			at: PERSON,
			options: ward.people,
			none: "Who are you?"
		})]
	});
}
function TabletChooser() {
	let ward = view.value;
	return signsIn() ? a("p", {
		class: "fixed",
		children: held.value?.tablet?.name ?? "Not enrolled"
	}) : ward && a(Chooser, {
		label: "This tablet",
		value: tablet,
		at: TABLET,
		options: ward.tablets,
		none: ""
	});
}
// src/people/signed.ts
var MOVED_ON = "Something else has been recorded meanwhile. Look, and tap again.", ANOTHER = "Somebody else has signed in: nothing was sent for her. Look, and tap again.";
async function postSigned(wish) {
	let before = person.value;
	if (signsIn() && !before) {
		let why = await whyNotAfterSignIn(wish, "");
		if (why !== null) return why;
	}
	let answer = await sent(wish);
	return !answer || !signsIn() ? answer : problemId(answer) === "not-signed-in" ? (await lookWhoHolds(), await whyNotAfterSignIn(wish, before) ?? sent(wish)) : (lookWhoHolds(), answer);
}
var sent = (wish) => post(wish.url, wish.headers(), JSON.stringify(wish.body));
async function whyNotAfterSignIn(wish, before) {
	return await askSignIn("Then what you tapped goes on.") ? before && person.value !== before ? ANOTHER : wish.still() ? null : MOVED_ON : "";
}
function unmoved(chair) {
	let now = chairOf(chair?.chair ?? null)?.session;
	return !chair || now?.id === chair.session?.id && now?.version === chair.session?.version;
}
// src/link/acts.ts
var NOT_SENT = "NOT SENT. Use the pump's own STOP key.", NOT_SENT_GO = "NOT SENT: no answer in 3 s. Look at the pump and the record before you tap again.", MENTION_MS = 3e4;
function answered(act, answer) {
	if (answer === null) return {
		...act,
		state: "not-sent",
		text: act.stops ? NOT_SENT : NOT_SENT_GO
	};
	if (answer.status >= 400) {
		let { text, reasons } = refusal(answer);
		return {
			...act,
			state: "refused",
			text,
			reasons
		};
	}
	let body = answer.body;
	return {
		...act,
		state: "accepted",
		text: body?.note || "accepted",
		version: body?.version ?? 0
	};
}
function refusal(answer) {
	let problem = answer.body, text = problem?.detail || problem?.title || `Refused (${answer.status}).`;
	return {
		text,
		reasons: [...(problem?.reasons ?? []).map((each) => each.sentence), ...(problem?.errors ?? []).map((each) => `${each.field}: ${each.reason}`)].filter((sentence) => sentence && sentence !== text)
	};
}
function settled(act, chair, now) {
	let text = act.state === "accepted" ? act.confirm(chair, act) : null, next = text === null ? act : {
		...act,
		state: "confirmed",
		text
	};
	return over(next, chair, now) ? null : next;
}
function over(act, chair, now) {
	if (act.state === "sending" || act.state === "accepted") return !1;
	let session = chair.session;
	if (act.session !== null && session?.id !== act.session) return !0;
	let movedOn = session !== null && session.version > Math.max(act.version, act.seen);
	return act.state === "confirmed" ? now - act.at > MENTION_MS || act.stops && movedOn && !session?.stop : act.stops && act.state === "not-sent" ? !!session?.stop?.confirmed_at : movedOn;
}
var recorded = (chair, act) => chair.session && chair.session.version >= act.version && chair.session.recorded ? "recorded" : null, HEADS$1 = {
	sending: "Sending…",
	accepted: "Accepted",
	confirmed: "",
	refused: "Not done",
	"not-sent": ""
};
function actWords(act) {
	let head = HEADS$1[act.state];
	switch (act.state) {
		case "sending": return head;
		case "confirmed": return act.text === "recorded" ? `Recorded ${clock(act.at, !0)}` : act.text;
		case "accepted": return act.text === "accepted" ? `Accepted ${clock(act.at, !0)}` : `Accepted. ${act.text}`;
		default: return head ? `${head}: ${act.text}` : act.text;
	}
}
function briefly(act) {
	switch (act.state) {
		case "sending": return "Sending…";
		case "accepted": return `Accepted ${clock(act.at, !0)}`;
		case "confirmed": return act.text.replace(/^Pump (confirmed|says) stopped/, "Pump stopped");
		case "refused": return "Not done: open";
		default: return "NOT SENT";
	}
}
// src/link/commands.ts
var acts = y$1(new Map());
async function send(key, path, body, options) {
	let before = acts.value.get(key);
	if (before?.state === "sending" && (before.path === path || !options.stops)) return null;
	let url = `/api/v1${path}`, granted = options.pin && signsIn() ? await pinFor(url, options.pin, options.chair) : void 0;
	if (granted === null) return null;
	if (granted && !unmoved(options.chair)) return notSent(MOVED_ON);
	let act = begun(path, options);
	put(key, act);
	let headers = () => (act = {
		...act,
		at: wardNow()
	}, put(key, act), tapHeaders(options.person ?? person.value, tablet.value, act.at, granted)), answer = await asked();
	if (typeof answer == "string") return notSent(answer);
	let done = answered(act, answer);
	return acts.value.get(key) === act && put(key, done), done.state === "accepted" ? answer?.body : null;
	function notSent(why) {
		return put(key, why ? {
			...begun(path, options),
			state: "refused",
			text: why
		} : null), null;
	}
	function asked() {
		return options.stops ? postStop(url, headers(), JSON.stringify(body)) : granted ? post(url, headers(), JSON.stringify(body)) : postSigned({
			url,
			body,
			headers,
			still: () => unmoved(options.chair)
		});
	}
}
async function pinFor(url, pin, chair) {
	let tap = newTap(), given = await askGrant(pin.of, pin.what, chair, {
		action: `POST ${url}`,
		tap
	});
	return given && {
		tap,
		grant: given.grant
	};
}
function begun(path, options) {
	return {
		state: "sending",
		path,
		at: wardNow(),
		text: "sending…",
		reasons: [],
		stops: options.stops ?? !1,
		version: 0,
		confirm: options.confirm ?? recorded,
		chair: options.chair?.chair ?? "",
		session: options.chair?.session?.id ?? null,
		seen: options.chair?.session?.version ?? 0
	};
}
var actOf = (key) => acts.value.get(key);
function forget(key) {
	acts.value.has(key) && put(key, null);
}
function put(key, act) {
	let next = new Map(acts.value);
	act ? next.set(key, act) : next.delete(key), acts.value = next;
}
function settle(chairs) {
	if (acts.value.size === 0) return;
	let now = wardNow(), byId = new Map(chairs.map((each) => [each.chair, each])), next = new Map(), moved = !1;
	for (let [key, act] of acts.value) {
		let chair = byId.get(act.chair), then = chair ? settled(act, chair, now) : act;
		moved ||= then !== act, then && next.set(key, then);
	}
	moved && (acts.value = next);
}
var inSession = (session, verb) => `/sessions/${encodeURIComponent(session)}/${verb}`, BEAT_MS = 2e3, BEAT_LIMIT_MS = 1500, LOOK_MS = 250, BURST = {
	high: [10, 1e4],
	medium: [3, 25e3],
	low: [0, 3e4]
}, PULSE_S = .15, GROUP = 5, BREATH_S = .6, audio = null, nextAt = 0, sounding = "", asking$1 = y$1(!1), heard = O(() => view.value?.stations.find((each) => each.tablet === tablet.value)?.heard ?? !1);
function testSound() {
	audio ??= new AudioContext(), audio.resume(), burst(BURST.medium[0]), asking$1.value = !0;
}
function sayHeard() {
	asking$1.value = !1, send("station", "/stations/heard", {}, { chair: null });
}
var notHeard = () => {
	asking$1.value = !1;
};
function burst(pulses) {
	if (audio) for (let pulse = 0; pulse < pulses; pulse++) {
		let tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + pulse * .3 + Math.floor(pulse / GROUP) * BREATH_S;
		tone.type = "triangle", tone.frequency.value = 520, loud.gain.value = .5, tone.connect(loud).connect(audio.destination), tone.start(at), tone.stop(at + PULSE_S);
	}
}
var allAlarms = O(() => {
	let ward = view.value;
	return [...ward?.alarms ?? [], ...(ward?.chairs ?? []).flatMap((chair) => chair.session?.alarms ?? [])];
});
function dueBurst(alarms, before, at) {
	let loud = alarms.filter((alarm) => alarm.sounds && alarm.priority !== "low"), now = loud.map((each) => `${each.id} ${each.priority} ${each.since}`).join();
	if (!loud.length) return {
		pulses: 0,
		sounding: now,
		nextAt: 0
	};
	if (now === before.sounding && at < before.nextAt) return {
		pulses: 0,
		sounding: now,
		nextAt: before.nextAt
	};
	let [pulses, pause] = BURST[loud.some((each) => each.priority === "high") ? "high" : "medium"];
	return {
		pulses,
		sounding: now,
		nextAt: at + pause
	};
}
function beat() {
	tablet.value && fetch("/api/v1/stations/heartbeat", {
		method: "POST",
		headers: {
			"Content-Type": "application/json",
			"X-Tablet": tablet.value
		},
		body: JSON.stringify({ sounds: audio?.state === "running" }),
		cache: "no-store",
		signal: AbortSignal.timeout(BEAT_LIMIT_MS)
	}).catch(() => {});
}
function look() {
	let due = dueBurst(allAlarms.value, {
		sounding,
		nextAt
	}, performance.now());
	({sounding, nextAt} = due), burst(due.pulses);
}
function startStation() {
	setInterval(beat, BEAT_MS), setInterval(look, LOOK_MS), x(() => {
		allAlarms.value, look();
	});
}
// src/awake.ts
var awake = y$1("off"), wanted$1 = !1, lock = null;
function stayAwake() {
	wanted$1 = !0, ask();
}
async function ask() {
	if (!(!wanted$1 || document.hidden || lock && !lock.released)) {
		if (!("wakeLock" in navigator)) awake.value = "no-tls";
		else try {
			lock = await navigator.wakeLock.request("screen"), awake.value = "on", lock.addEventListener("release", () => {
				awake.value = "off", ask();
			});
		} catch {
			awake.value = "refused";
		}
	}
}
var watchAwake = () => document.addEventListener("visibilitychange", () => void ask()), SILENT_MS = 5e3, RANK = {
	high: 0,
	medium: 1,
	low: 2
}, SIGN = {
	high: "!!!",
	medium: "!!",
	low: "!"
}, byRank = (a, b) => RANK[a.priority] - RANK[b.priority], HOLDS = {
	"stopped-at-pump": "Somebody stopped the pump at the pump.",
	"changed-at-pump": "Somebody changed the rate at the pump.",
	"pump-alarm": "The pump stopped with an alarm.",
	"pump-reset": "The pump lost its power.",
	"found-stopped": "The pump was found stopped with volume left.",
	"long-gap": "The pump was not watched for too long.",
	"not-reached": "The pump did not come to the ordered rate.",
	"over-the-limit": "The pump ran above the limit of the protocol or of the order."
}, holdSentence = (hold) => HOLDS[hold ?? ""] ?? words(hold ?? "held"), moves = (chair) => chair.pump.delivery !== null && !["stopped", "paused"].includes(chair.pump.delivery), silentFor = (chair, now) => chair.pump.heard_at === null ? Infinity : now - Date.parse(chair.pump.heard_at), stopping = (chair) => chair.pump.stopping || !(!chair.session?.stop || chair.session.stop.confirmed_at), PHASES = {
	preparing: {
		word: "Preparing",
		shape: "clock",
		kind: "preparing"
	},
	infusing: {
		word: "Running",
		shape: "play",
		kind: "running"
	},
	interrupted: {
		word: "Reaction",
		shape: "octagon",
		kind: "reaction"
	},
	paused: {
		word: "Paused",
		shape: "pause",
		kind: "paused"
	},
	held: {
		word: "Held",
		shape: "diamond",
		kind: "held"
	},
	flushing: {
		word: "Flush",
		shape: "drop",
		kind: "after"
	},
	observing: {
		word: "Observing",
		shape: "eye",
		kind: "after"
	},
	completed: {
		word: "Completed",
		shape: "tick",
		kind: "after"
	},
	discontinued: {
		word: "Ended",
		shape: "cross",
		kind: "ended"
	}
};
function stateOf(chair) {
	let session = chair.session;
	return stopping(chair) ? {
		word: "Stopping",
		shape: "octagon",
		kind: "stopping"
	} : session ? session.phase === "infusing" && !moves(chair) ? {
		word: "Starting",
		shape: "clock",
		kind: "preparing"
	} : PHASES[session.phase] : moves(chair) ? {
		word: "Pump runs",
		shape: "diamond",
		kind: "held"
	} : {
		word: "Free",
		shape: "dash",
		kind: "free"
	};
}
var phaseWord = (session) => PHASES[session.phase].word;
function alarmsOf(chair) {
	return chair.session?.alarms.length ? [...chair.session.alarms].sort(byRank) : chair.pump.alarms.map((name) => ({
		id: name,
		priority: "low",
		sentence: `The pump has an alarm: ${words(name)}.`,
		short: `The pump has an alarm: ${words(name)}.`,
		response: "Look at the pump.",
		since: null,
		state: "active",
		sounds: !1,
		all_stations: !1,
		audio_paused_until: null,
		audio_paused_s: null,
		acknowledged_by: null,
		acknowledged_at: null
	}));
}
var mayReact = (session) => session !== null && !session.closed && !["preparing", "completed"].includes(session.phase);
function minuteOf(session, at) {
	if (!session.started_at) return 0;
	let end = session.ended_at ? Math.min(at, Date.parse(session.ended_at)) : at;
	return Math.max(0, (end - Date.parse(session.started_at)) / 6e4 * session.speed);
}
function stairsAt(chair, now) {
	let session = chair.session;
	return session ? [minuteOf(session, now), minuteOf(session, chair.pump.heard_at ? Date.parse(chair.pump.heard_at) : 0)] : [0, 0];
}
var toGrade = (session) => session.phase === "discontinued" && !session.closed && session.reaction !== null && session.reaction.grade === null;
function nextWords(session, now) {
	switch (session.phase) {
		case "preparing": return preparingWords(session);
		case "infusing": return stepWords$1(session, now);
		case "interrupted": return session.reaction?.grade == null ? "grade the reaction" : session.resume_rate_ml_h ? `may resume at ${mlPerHour(session.resume_rate_ml_h)}` : "";
		case "paused":
		case "held": return session.resume_rate_ml_h ? `goes on at ${mlPerHour(session.resume_rate_ml_h)}` : "a person decides";
		case "flushing": return "flush the line";
		case "observing": return session.observe_until !== null && now >= Date.parse(session.observe_until) ? "may be discharged" : `observe until ${clock(session.observe_until)}`;
		case "discontinued": return toGrade(session) ? "grade the reaction, discharge" : "discharge";
		default: return "";
	}
}
function needsNurse(session, now) {
	let attest = session.step?.attest;
	return session.phase === "infusing" ? !!(attest?.needed && attest.open) : session.phase === "observing" ? session.observe_until !== null && now >= Date.parse(session.observe_until) : [
		"interrupted",
		"paused",
		"held",
		"flushing",
		"discontinued"
	].includes(session.phase);
}
function preparingWords(session) {
	if (!session.start_gates.length) return "ready to start";
	let given = session.premedication.filter((each) => each.given_at).length;
	return given < session.premedication.length ? `premedication ${given} of ${session.premedication.length}` : `${session.start_gates.length} still to do`;
}
function stepWords$1(session, now) {
	let step = session.step;
	if (!step) return "";
	if (step.next_rate_ml_h === null) return `ends in ${minutes(session.total_min - minuteOf(session, now))}`;
	if (step.attest.needed && step.attest.open) return `attest: then ${mlPerHour(step.next_rate_ml_h)}`;
	let at = session.speed === 1 && step.due_in_min ? `, ${clock(now + step.due_in_min * 6e4)}` : "";
	return `next ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}${at}`;
}
var volumeWords = (session) => `${session.infused_ml} of ${ml(session.volume_ml)}`, FIRST = [
	"interrupted",
	"held",
	"paused",
	"infusing",
	"flushing",
	"discontinued",
	"observing"
];
function waitingChairs(chairs, now) {
	return chairs.flatMap((chair) => {
		let session = chair.session;
		return !session || !needsNurse(session, now) ? [] : [{
			chair,
			words: nextWords(session, now),
			rank: FIRST.indexOf(session.phase)
		}];
	}).sort((a, b) => a.rank - b.rank).map(({ chair, words }) => ({
		chair,
		words
	}));
}
// src/ward/alarmline.tsx
var restLeft = (alarm, now) => Math.max(0, Math.ceil((Date.parse(alarm.audio_paused_until ?? "") - now) / 1e3) || 0);
function stateWords(alarm, now) {
	let all = alarm.all_stations ? " · ALL STATIONS" : "";
	switch (alarm.state) {
		case "audio-paused": return `${all} · sound paused, ${restLeft(alarm, now)} s`;
		case "acknowledged": return ` · acknowledged by ${personName(alarm.acknowledged_by)}`;
		default: return all;
	}
}
var Resting = (props) => props.alarm.state === "audio-paused" ? a(Icon, { shape: "mute" }) : null;
function AlarmLine(props) {
	let { alarm, more = "", full = !1 } = props;
	return a("div", {
		class: "alarm",
		role: props.live === !1 ? void 0 : "alert",
		"data-priority": alarm.priority,
		children: [
			a("b", { children: full ? `${SIGN[alarm.priority]} ${alarm.priority}` : SIGN[alarm.priority] }),
			a(Resting, { alarm }),
			a("span", { children: [full ? alarm.sentence : alarm.short, full && stateWords(alarm, second.value)] }),
			more !== "" && a("em", { children: more })
		]
	});
}
function NotSent(props) {
	return a("div", {
		class: "alarm",
		role: "alert",
		"data-priority": "high",
		children: [
			a("b", { children: SIGN.high }),
			a("span", { children: props.text }),
			props.more !== "" && a("em", { children: props.more })
		]
	});
}
// src/topbar.tsx
var TABS = [
	["ward", "Ward"],
	["board", "Board"],
	["records", "Records"],
	["handover", "Hand-over"],
	["tablet", "More"]
], RECORD = {
	saved: ["tick", "Record saved"],
	waiting: ["clock", "Record saving…"],
	"not-saved": ["cross", "RECORD NOT SAVED"],
	damaged: ["cross", "RECORD DAMAGED"]
}, LINK = {
	connecting: ["clock", "Connecting…"],
	live: ["play", "Live"],
	late: ["clock", "Late"],
	dead: ["cross", "NO LINK"]
};
function TopBar() {
	return a("header", {
		id: "top",
		children: [
			a("nav", {
				class: "tabs",
				"aria-label": "Screens",
				children: TABS.map(([id, name]) => a("button", {
					type: "button",
					class: "tab",
					"aria-current": isAt(id) ? "page" : void 0,
					onClick: () => go(id),
					children: name
				}, id))
			}),
			a("h1", { children: view.value?.name ?? "Chairside" }),
			a("div", {
				class: "chips",
				children: [
					a(RecordChip, {}),
					a(LinkChip, {}),
					a(Ears, {})
				]
			}),
			a(Hands, {})
		]
	});
}
var isAt = (tab) => screen.value === tab || tab === "tablet" && MORE.includes(screen.value);
function RecordChip() {
	let record = view.value?.record;
	if (!record) return null;
	let [shape, word] = RECORD[record.state];
	return a(Chip, {
		shape,
		word,
		state: record.state,
		title: record.reason ?? void 0
	});
}
function LinkChip() {
	if (isStranger()) return a(Chip, {
		shape: "cross",
		word: "Not this ward's tablet",
		state: "dead"
	});
	let [shape, word] = LINK[link.value], time = link.value === "live" ? ` ${clock(second.value, !0)}` : "";
	return a(Chip, {
		shape,
		word: `${word}${time}${link.value === "late" ? ` ${age(quiet.value * 1e3)}` : ""}`,
		more: time && paceWords(view.value),
		state: link.value
	});
}
function Chip(props) {
	return a("span", {
		class: "state",
		"data-state": props.state,
		title: props.title,
		children: [a(Icon, { shape: props.shape }), a("span", { children: [props.word, props.more ? a("small", { children: props.more }) : null] })]
	});
}
function Ears() {
	return asking$1.value ? a("div", {
		class: "ears",
		children: [a(Button, {
			class: "station",
			text: "I hear it",
			onTap: sayHeard
		}), a(Button, {
			class: "station",
			text: "Nothing",
			onTap: notHeard
		})]
	}) : a("button", {
		type: "button",
		class: "act plain station",
		"data-heard": heard.value ? "true" : void 0,
		onClick: () => {
			testSound(), stayAwake();
		},
		children: [a(Icon, { shape: heard.value ? "bell" : "mute" }), a("span", {
			class: "label",
			children: heard.value ? "Sound proved" : "Start shift"
		})]
	});
}
function Banner() {
	let ward = view.value, mode = ward?.mode === "simulation" ? "SIMULATION. " : "";
	return a("section", {
		id: "banner",
		"aria-label": "Alarms, and what this page is not",
		children: [
			a(AlarmChips, {}),
			a("p", {
				id: "disclaimer",
				children: [
					mode,
					"Not a medical device, not a primary alarm: the pump's own alarm must sound.",
					ward && !heard.value ? " This tablet cannot be heard." : "",
					ward && !signsIn() ? " Names are believed: nobody signs in." : ""
				]
			}),
			isStranger() ? a(NotEnrolled, { seen: ward !== null }) : link.value === "dead" && a(NoLink, {})
		]
	});
}
function NotEnrolled(props) {
	return a("p", {
		id: "no-link",
		role: "alert",
		children: [
			"NOT ENROLLED: this browser sees no ward.",
			" ",
			props.seen ? "These numbers are old; REACTION still works. Look at the pumps." : "Use the pump's own STOP key."
		]
	});
}
function NoLink() {
	return a("p", {
		id: "no-link",
		role: "alert",
		children: [
			"NO LINK to the ward. ",
			told.value ? `These numbers stopped at ${clock(told.value, !0)}. ` : "No numbers have come. ",
			"Read the pumps; use the pump's own STOP key."
		]
	});
}
var shown = [];
function raised() {
	let ward = view.value, ofChairs = (ward?.chairs ?? []).flatMap((chair) => alarmsOf(chair).map((alarm) => ({
		chair,
		alarm
	}))), own = (ward?.alarms ?? []).map((alarm) => ({
		chair: null,
		alarm
	})), fresh = [...ofChairs, ...own].sort((a, b) => byRank(a.alarm, b.alarm));
	return shown = touching.value ? inOldOrder(fresh, shown) : fresh, shown;
}
var raisedKey = ({ chair, alarm }) => `${chair?.chair ?? ""} ${alarm.id}`;
function inOldOrder(fresh, before) {
	let news = new Map(fresh.map((each) => [raisedKey(each), each])), kept = before.flatMap((each) => news.get(raisedKey(each)) ?? []), known = new Set(before.map(raisedKey));
	return [...kept, ...fresh.filter((each) => !known.has(raisedKey(each)))];
}
function AlarmChips() {
	let all = raised(), wait = useComputed(() => waitingChairs(view.value?.chairs ?? [], shownTime()).length).value;
	return a("div", {
		class: "alarms",
		role: "group",
		"aria-label": "Alarms",
		children: [
			all.length + wait > 0 && a("button", {
				type: "button",
				class: "act plain all-alarms",
				"aria-pressed": screen.value === "alarms",
				onClick: () => go("alarms"),
				children: [all.length > 0 && a("span", {
					class: "label",
					children: all.length === 1 ? "1 alarm" : `${all.length} alarms`
				}), wait > 0 && a("span", {
					class: all.length > 0 ? "more" : "label",
					children: wait === 1 ? "1 chair waits" : `${wait} chairs wait`
				})]
			}),
			all.map(({ chair, alarm }) => a("button", {
				type: "button",
				class: "alarm chip",
				"data-priority": alarm.priority,
				onClick: () => chair ? openChair(chair.chair) : go("alarms"),
				children: [
					a("b", { children: SIGN[alarm.priority] }),
					a(Resting, { alarm }),
					a("span", { children: `${chair ? placeName(chair.chair) : "Ward"}: ${alarm.short}${stateWords(alarm, second.value)}` })
				]
			}, raisedKey({
				chair,
				alarm
			}))),
			all.length === 0 && a("p", {
				class: "calm",
				children: "No alarm"
			})
		]
	});
}
// src/parts/outcome.tsx
function Said(props) {
	let act = props.act;
	return a("div", {
		class: "outcome",
		role: "status",
		"data-state": act?.state,
		children: [a("p", {
			class: "said",
			children: act ? actWords(act) : ""
		}), act && act.reasons.length > 0 && a("ul", {
			class: "reasons",
			children: act.reasons.map((each) => a("li", { children: each }, each))
		})]
	});
}
var Outcome = (props) => a(Said, { act: actOf(props.of) }), path = (chair, verb) => chair?.session ? inSession(chair.session.id, `alarms/${verb}`) : `/alarms/${verb}`;
function acknowledge(chair, alarm) {
	send(alarmKey(chair, alarm), path(chair, "acknowledgement"), { alarm: alarm.id }, { chair });
}
var alarmKey = (chair, alarm) => `${chair?.chair ?? ""}:alarm:${alarm.id}`;
function pauseAudio(chair) {
	send(`${chair?.chair ?? ""}:audio`, path(chair, "audio-pause"), {}, { chair });
}
function AlarmKeys(props) {
	let { chair } = props, open = (chair.session?.alarms ?? []).filter((each) => each.state !== "acknowledged");
	if (!open.length) return null;
	let resting = open.find((each) => each.state === "audio-paused");
	return a("div", {
		class: "alarm-keys",
		children: [open.map((each) => a(Button, {
			class: "acknowledge",
			text: `Acknowledge: ${words(each.id)}`,
			why: nobody("acknowledge_alarm"),
			onTap: () => acknowledge(chair, each)
		}, each.id)), a(Button, {
			class: "audio-pause",
			text: resting ? `Sound paused ${restLeft(resting, second.value)} s` : "Pause the sound (2 min)",
			why: nobody("pause_audio"),
			onTap: () => pauseAudio(chair)
		})]
	});
}
// src/ward/alarmscreen.tsx
function AlarmScreen() {
	let all = raised(), sounding = all.filter((each) => each.alarm.sounds);
	return a("main", {
		id: "alarms",
		class: "page",
		children: [
			a("div", {
				class: "page-head",
				children: [a("h2", { children: "Alarms, and who waits" }), a(Button, {
					text: "Pause every sound (2 min)",
					off: !sounding.length,
					why: nobody("pause_audio"),
					onTap: () => {
						let chairs = new Set(sounding.map((each) => each.chair));
						for (let chair of chairs) pauseAudio(chair);
					}
				})]
			}),
			a("p", {
				class: "hint",
				children: "A new alarm of a higher priority sounds at once. This tablet is not the primary alarm: go to the pump that sounds."
			}),
			all.length === 0 && a("p", {
				class: "big-line",
				children: "No alarm."
			}),
			a("ul", {
				class: "alarm-rows",
				children: all.map((each) => a(AlarmRow, { ...each }, raisedKey(each)))
			}),
			a(WaitingRows, {}),
			a(Stations, {})
		]
	});
}
function AlarmRow(props) {
	let { chair, alarm } = props, since = alarm.since ? `since ${clock(alarm.since)}, ${age(second.value - Date.parse(alarm.since))}` : "";
	return a("li", {
		class: "alarm-row",
		"data-priority": alarm.priority,
		children: [
			a("div", {
				class: "alarm",
				"data-priority": alarm.priority,
				children: a("b", { children: `${SIGN[alarm.priority]} ${alarm.priority}` })
			}),
			a("div", {
				class: "text",
				children: [
					a("strong", { children: `${chair ? placeName(chair.chair) : "Ward"}: ${alarm.sentence}${stateWords(alarm, second.value)}` }),
					a("span", { children: alarm.response }),
					a("span", {
						class: "hint",
						children: since
					}),
					a(Outcome, { of: alarmKey(chair, alarm) })
				]
			}),
			a("div", {
				class: "do",
				children: [chair && a(Button, {
					text: `Open ${placeName(chair.chair)}`,
					onTap: () => openChair(chair.chair)
				}), (chair === null || chair.session) && a(Button, {
					text: "Acknowledge",
					off: alarm.state === "acknowledged",
					why: nobody(chair ? "acknowledge_alarm" : "acknowledge_ward_alarm"),
					onTap: () => acknowledge(chair, alarm)
				})]
			})
		]
	});
}
function WaitingRows() {
	let rows = waitingChairs(view.value?.chairs ?? [], shownTime());
	return a("section", {
		class: "waits",
		"aria-label": "Waiting for a nurse",
		children: [
			a("h3", { children: "Waiting for a nurse, the most urgent first" }),
			rows.length === 0 && a("p", {
				class: "hint",
				children: "No chair."
			}),
			a("ul", {
				class: "alarm-rows",
				children: rows.map(({ chair, words }) => a("li", {
					class: "alarm-row",
					children: [
						a(Badge, { ...badgeOf(chair) }),
						a("div", {
							class: "text",
							children: [a("strong", { children: `${placeName(chair.chair)}: ${words}` }), a("span", { children: chair.session?.patient })]
						}),
						a("div", {
							class: "do",
							children: a(Button, {
								text: `Open ${placeName(chair.chair)}`,
								onTap: () => openChair(chair.chair)
							})
						})
					]
				}, chair.chair))
			})
		]
	});
}
function badgeOf(chair) {
	let { shape, word } = stateOf(chair);
	return {
		shape,
		word
	};
}
function Stations() {
	let ward = view.value;
	return ward ? a("section", {
		class: "stations",
		children: [a("h3", { children: "Where alarms can be heard" }), a("ul", { children: ward.tablets.map((each) => {
			let station = ward.stations.find((one) => one.tablet === each.id), proved = station?.proved_at ? `heard by a person at ${clock(station.proved_at)}` : "nobody has heard it today";
			return a("li", { children: `${each.name}: ${station?.heard ? "can be heard" : "CANNOT BE HEARD"}, ${proved}` }, each.id);
		}) })]
	}) : null;
}
// src/link/stops.ts
var stopKey = (chair) => `${chair}:stop`, stopped = (chair, act) => {
	let session = chair.session;
	if (session && session.version < act.version) return null;
	let said = session?.stop?.confirmed_at ?? null;
	if (said) return `Pump confirmed stopped ${clock(said, !0)}`;
	let heard = chair.pump.heard_at, quiet = !chair.pump.stopping && !moves(chair) && chair.pump.delivery !== null;
	return !session?.stop && quiet && heard && Date.parse(heard) > act.at ? `Pump says stopped ${clock(heard, !0)}` : null;
};
function stop(chair, path, body) {
	return send(stopKey(chair.chair), path, body, {
		chair,
		stops: !0,
		confirm: stopped
	});
}
function stopSession(chair, verb, body) {
	return chair.session ? stop(chair, inSession(chair.session.id, verb), body) : Promise.resolve(null);
}
var tapPause = (chair) => stopSession(chair, "pause", {}), tapDiscontinue = (chair, reason) => stopSession(chair, "discontinue", { reason });
function stopVerb(chair) {
	return mayReact(chair.session) ? "reaction" : moves(chair) ? "stop" : null;
}
function tapStop(chair) {
	if (!chair) return;
	let verb = stopVerb(chair);
	verb === "reaction" ? stopSession(chair, "reaction", {}) : verb === "stop" && stop(chair, `/pumps/${encodeURIComponent(chair.pump.id)}/stop`, {});
}
// src/ward/stopkey.tsx
function ReactKey(props) {
	let { chair, told = !1 } = props, verb = stopVerb(chair), act = actOf(stopKey(chair.chair));
	return a(Button, {
		kind: "stop",
		class: "react",
		text: verb === "stop" ? "STOP PUMP" : "REACTION",
		off: verb === null,
		more: told && act && verb ? briefly(act) : "",
		onTap: () => tapStop(chair)
	});
}
function StopRail(props) {
	return a("nav", {
		class: "rail",
		"aria-label": "Stop a pump",
		children: [a("span", {
			class: "rail-name",
			children: "REACTION"
		}), a("div", {
			class: "rail-keys",
			children: props.chairs.map((chair) => a(RailKey, { chair }, chair.chair))
		})]
	});
}
function RailKey(props) {
	let { chair } = props, verb = stopVerb(chair), act = actOf(stopKey(chair.chair)), word = verb === "stop" ? "STOP PUMP" : "REACTION", said = act && verb ? RAIL[act.state] : "";
	return a(Button, {
		kind: "stop",
		class: "rail-key",
		text: chair.chair.replace(/^chair-/, ""),
		label: `${word} ${placeName(chair.chair)}${said ? `: ${said}` : ""}`,
		off: verb === null,
		more: said,
		onTap: () => tapStop(chair)
	});
}
var RAIL = {
	sending: "sending",
	accepted: "accepted",
	confirmed: "stopped",
	refused: "not done",
	"not-sent": "NOT SENT"
};
// src/blockers.ts
function blockers(operation) {
	return [
		...stale(),
		...unsaved(),
		...nobody(operation)
	];
}
var stale = () => link.value === "live" ? [] : ["No fresh numbers from the ward."];
function unsaved() {
	let state = view.value?.record.state;
	return state !== "not-saved" && state !== "damaged" ? [] : [`The record is ${state === "damaged" ? "damaged" : "not saved"}: nothing is started or raised.`];
}
// src/start/order.tsx
var NO_ORDER = {
	id: "",
	protocol_version: "",
	dose_mg: "",
	bag_volume_ml: "",
	weight_kg: "",
	weighed_at: "",
	age_years: "",
	prescriber: "",
	signed_at: "",
	profile: "",
	route: "",
	active: ""
}, FIELDS$1 = [
	{
		key: "id",
		label: "Order number"
	},
	{
		key: "protocol_version",
		label: "Protocol version on the order"
	},
	{
		key: "dose_mg",
		label: "Dose, mg",
		kind: "decimal"
	},
	{
		key: "bag_volume_ml",
		label: "Bag volume, mL",
		kind: "decimal"
	},
	{
		key: "weight_kg",
		label: "Actual body weight, kg",
		kind: "decimal"
	},
	{
		key: "weighed_at",
		label: "Weighed",
		kind: "moment"
	},
	{
		key: "age_years",
		label: "Age today, years",
		kind: "decimal"
	},
	{
		key: "prescriber",
		label: "Prescriber"
	},
	{
		key: "signed_at",
		label: "Signed (empty: not signed)",
		kind: "moment"
	},
	{
		key: "profile",
		label: "Profile, where the order names one"
	}
], MAY_BE_EMPTY = ["signed_at", "profile"], ROUTES$1 = ["intravenous", "subcutaneous"].map((each) => ({
	id: each,
	text: each
})), ACTIVE = [{
	id: "yes",
	text: "active"
}, {
	id: "no",
	text: "not active"
}];
function OrderForm(props) {
	let { value, onChange } = props;
	return a("div", {
		class: "order",
		children: [
			FIELDS$1.map(({ key, label, kind }) => {
				let one = {
					label,
					value: value[key],
					onInput: (next) => onChange({
						...value,
						[key]: next
					})
				};
				return kind === "moment" ? a(Moment, { ...one }, key) : a(Field, {
					...one,
					decimal: kind === "decimal"
				}, key);
			}),
			a(Asked, {
				text: "Route on the order",
				children: a(Choice, {
					label: "Route on the order",
					options: ROUTES$1,
					value: value.route,
					onPick: (route) => onChange({
						...value,
						route
					})
				})
			}),
			a(Asked, {
				text: "The order is",
				children: a(Choice, {
					label: "The order is",
					options: ACTIVE,
					value: value.active,
					onPick: (active) => onChange({
						...value,
						active
					})
				})
			})
		]
	});
}
function orderMissing(draft) {
	return Object.keys(draft).some((key) => !MAY_BE_EMPTY.includes(key) && !draft[key].trim()) ? ["Copy the whole order."] : /^\d{1,4}$/.test(draft.age_years.trim()) ? [] : ["The age is a whole number of years."];
}
function orderBody(draft, protocol) {
	let text = (key) => draft[key].trim();
	return {
		id: text("id"),
		protocol,
		protocol_version: text("protocol_version"),
		route: draft.route,
		dose_mg: text("dose_mg"),
		bag_volume_ml: text("bag_volume_ml"),
		weight_kg: text("weight_kg"),
		weighed_at: momentOf(draft.weighed_at),
		age_years: Number(text("age_years")),
		prescriber: text("prescriber"),
		signed_at: momentOf(draft.signed_at) || null,
		active: draft.active === "yes",
		profile: text("profile") || null
	};
}
// src/start/checkin.tsx
function CheckIn(props) {
	let [pending, setPending] = d$2(null);
	return a("div", { children: pending === null ? a(First, {
		chair: props.chair,
		onDone: setPending
	}) : a(Second, {
		chair: props.chair,
		session: pending,
		onDone: () => setPending(null)
	}) });
}
function First(props) {
	let { chair, onDone } = props, [patient, setPatient] = d$2(""), [picked, setPicked] = d$2(""), [number, setNumber] = d$2(1), [order, setOrder] = d$2(NO_ORDER), protocols = view.value?.protocols ?? [], only = protocols.length === 1 ? protocols[0] : void 0, protocol = protocols.find((each) => each.id === picked) ?? only, fits = protocol?.profiles.find((each) => number >= each.from && (each.to === null || number <= each.to)), who = patient.trim(), key = `${chair.chair}:check-in`, checkIn = async () => {
		if (!protocol) return;
		let body = {
			patient: who,
			protocol: protocol.id,
			infusion_no: number,
			order: orderBody(order, protocol.id)
		}, answer = await send(key, "/sessions", body, {
			chair,
			confirm: () => null
		});
		answer?.session && (forget(key), onDone(answer.session));
	};
	return a("section", {
		class: "step-box",
		children: [
			a("h3", { children: "1 Check in" }),
			a(Field, {
				label: "Patient id, from the wristband",
				value: patient,
				onInput: setPatient,
				onEnter: (field) => field.blur()
			}),
			a(Asked, {
				text: "Protocol",
				children: a(Choice, {
					label: "Protocol",
					options: protocols.map((each) => ({
						id: each.id,
						text: each.drug,
						more: `version ${each.version}`
					})),
					value: protocol?.id ?? "",
					onPick: setPicked
				})
			}),
			a(Asked, {
				text: "Infusion number, counting those given",
				children: [a(Stepper, {
					label: "infusion number",
					value: number,
					onChange: setNumber
				}), a("p", {
					class: "hint",
					children: protocol && (fits ? `Staircase: ${fits.id} infusion` : "No staircase for this number")
				})]
			}),
			a("h4", { children: "The prescriber's order" }),
			a(OrderForm, {
				value: order,
				onChange: setOrder
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: protocol && who ? `Check in ${who}: ${protocol.drug}, infusion ${number}` : "Check in",
				why: [
					...who ? [] : ["Patient id is missing."],
					...protocol ? [] : ["Choose the protocol."],
					...orderMissing(order),
					...stale(),
					...nobody("check_in")
				],
				onTap: () => void checkIn()
			}),
			a(Outcome, { of: key }),
			a("div", {
				class: "rows",
				children: waiting().map((each) => a(Button, {
					class: "wide",
					text: `Go on with ${each.patient}: ${each.drug}, infusion ${each.infusion_no}`,
					onTap: () => onDone(each.id)
				}, each.id))
			})
		]
	});
}
function Second(props) {
	let { chair, session, onDone } = props, [bag, setBag] = d$2(""), [again, setAgain] = d$2(""), root = T(null), open = waiting().find((each) => each.id === session), key = `${chair.chair}:tie`, tie = async () => {
		let body = {
			patient: again.trim(),
			bag: bag.trim(),
			chair: chair.chair,
			pump: chair.pump.id
		};
		await send(key, inSession(session, "association"), body, { chair }) && onDone();
	};
	return a("section", {
		class: "step-box",
		ref: root,
		children: [
			a("h3", { children: "2 Bag, chair and pump" }),
			a("p", {
				class: "done",
				children: open ? `Checked in: ${open.patient}, ${open.drug}, infusion ${open.infusion_no}` : "Checked in."
			}),
			a(Field, {
				label: "Bag, from its label",
				value: bag,
				onInput: setBag,
				onEnter: () => root.current?.querySelector("[name=again]")?.focus()
			}),
			a("p", {
				class: "fixed",
				children: `${placeName(chair.chair)} and its ${placeName(chair.pump.id).toLowerCase()}`
			}),
			a(Field, {
				label: "Patient id once more, from the wristband",
				name: "again",
				value: again,
				onInput: setAgain,
				onEnter: (field) => field.blur()
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: `Tie bag ${bag.trim() || "…"} to ${placeName(chair.pump.id)} at ${placeName(chair.chair)}`,
				why: [
					...bag.trim() ? [] : ["Scan or type the bag."],
					...again.trim() ? [] : ["Scan the wristband again."],
					...nobody("associate")
				],
				onTap: () => void tie()
			}),
			a(Outcome, { of: key }),
			a(Button, {
				text: "Back: this is another patient",
				onTap: onDone
			})
		]
	});
}
// src/link/confirms.ts
var confirmedRate = (chair, act) => {
	let session = chair.session;
	if (!session || session.version < act.version) return null;
	let heard = chair.pump.heard_at;
	return session.wanted?.kind !== "running" || !heard || Date.parse(heard) < act.at || session.reported_rate_ml_h !== session.wanted.rate_ml_h ? null : `Pump confirmed ${mlPerHour(session.reported_rate_ml_h)} at ${clock(heard, !0)}`;
}, WHO = {
	"two-persons": "two persons",
	prescriber: "two persons, one of them a prescriber"
};
function Overriding(props) {
	let { chair, session } = props, open = session.start_gates.filter((each) => each.override && each.override in WHO);
	return open.length ? a("div", {
		class: "overriding",
		children: [a(Headed, {
			title: "May be opened by two persons",
			children: a(Outcome, { of: `${chair.chair}:override` })
		}), a("div", {
			class: "rows",
			children: open.map((reason) => a(Gate, {
				chair,
				session,
				reason
			}, reason.id))
		})]
	}) : null;
}
function Gate(props) {
	let { chair, session, reason } = props, [why, setWhy] = d$2(""), [second, setSecond] = d$2(""), word = session.ready.overrides.find((each) => each.gate === reason.id && !each.open), holder = held.value?.person?.id, asksOther = !holder || holder === word?.asked_by, tell = (end, body, person) => {
		send(`${chair.chair}:override`, inSession(session.id, `overrides${end}`), body, {
			chair,
			...person ? { person } : {},
			...end ? { pin: {
				of: asksOther ? "second" : "pin",
				what: "I agree"
			} } : {}
		});
	};
	if (!word) return a("div", {
		class: "premed",
		"data-window": "none",
		children: [
			a("span", {
				class: "hint",
				children: reason.sentence
			}),
			a(Field, {
				label: "Reason",
				longest: 80,
				value: why,
				onInput: setWhy
			}),
			a("div", {
				class: "do",
				children: a(Button, {
					text: `Ask to go on (${reason.override ? WHO[reason.override] : ""})`,
					why: [...why.trim() ? [] : ["Say why."], ...nobody("ask_override")],
					onTap: () => tell("", {
						gate: reason.id,
						reason: why.trim()
					})
				})
			})
		]
	});
	if (signsIn()) {
		let who = asksOther ? "Another person agrees, by badge and PIN." : "You agree, by your PIN.";
		return a("div", {
			class: "premed",
			"data-window": "none",
			children: [a("span", {
				class: "hint",
				children: `${reason.sentence} ${personName(word.asked_by)} asks: ${word.reason} ${who}`
			}), a("div", {
				class: "do",
				children: a(Button, {
					text: "I agree",
					why: asksOther ? [] : refusedTo(held.value, "give_override"),
					onTap: () => tell("/agreement", { gate: reason.id })
				})
			})]
		});
	}
	let others = (view.value?.people ?? []).filter((each) => each.id !== word.asked_by);
	return a("div", {
		class: "premed",
		"data-window": "none",
		children: [
			a("span", {
				class: "hint",
				children: `${reason.sentence} ${personName(word.asked_by)} asks: ${word.reason}`
			}),
			a(Choice, {
				label: "Second person",
				options: others.map((each) => ({
					id: each.id,
					text: each.name,
					more: each.role
				})),
				value: second,
				onPick: setSecond
			}),
			a("div", {
				class: "do",
				children: a(Button, {
					text: "I agree",
					why: second ? [] : ["Choose who agrees."],
					onTap: () => tell("/agreement", { gate: reason.id }, second)
				})
			})
		]
	});
}
// src/start/deciding.tsx
var SAID = {
	"give-again": "give it again",
	"go-on": "go on without giving it again",
	omit: "not needed this time",
	keep: "still needed"
};
function Deciding(props) {
	let { chair, session, item, kind } = props, [prescriber, setPrescriber] = d$2(""), over = kind === "over", asked = item.question && kind === "none";
	if (!over && !asked && item.decision === null) return null;
	let decisions = over ? ["give-again", "go-on"] : asked ? ["omit", "keep"] : [], decide = async (decision) => {
		let body = {
			item: item.item,
			decision,
			prescriber: prescriber.trim()
		};
		await send(`${chair.chair}:given`, inSession(session.id, "premedication/decision"), body, { chair }) && setPrescriber("");
	}, ask = over ? "Given too long ago: the prescriber decides." : "Earlier infusions without a reaction: still needed?";
	return a("div", {
		class: "deciding",
		children: [
			a("span", {
				class: "hint",
				children: item.decision ? `Ordered by ${item.decided_by}: ${SAID[item.decision]}.` : ask
			}),
			decisions.length > 0 && a(Field, {
				label: "Prescriber who orders it",
				longest: 80,
				value: prescriber,
				onInput: setPrescriber
			}),
			a("div", {
				class: "do",
				children: decisions.map((each) => a(Button, {
					text: SAID[each],
					why: [...prescriber.trim() ? [] : ["Name the prescriber."], ...nobody("decide_premedication")],
					onTap: () => void decide(each)
				}, each))
			})
		]
	});
}
// src/start/windows.ts
function windowOf(item, now) {
	if (!item.given_at || !item.open_from || !item.open_until) return {
		kind: "none",
		words: "not given",
		share: null
	};
	let given = Date.parse(item.given_at), from = Date.parse(item.open_from), until = Date.parse(item.open_until);
	return now < from ? {
		kind: "wait",
		words: `wait ${minutesBetween(now, from)}`,
		share: (now - given) / (from - given)
	} : now > until ? {
		kind: "over",
		words: `window over since ${clock(item.open_until)}: ask the prescriber`,
		share: null
	} : {
		kind: "open",
		words: `ready, ${minutesBetween(now, until)} left`,
		share: (until - now) / (until - from)
	};
}
var againOrdered = (item) => item.decision === "give-again";
function doseWords({ dose, least_mg: least, most_mg: most }) {
	if (!least || !most) return dose;
	let range = /(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?) mg/.exec(dose);
	return range && Number(least) <= Number(range[1]) && Number(range[2]) <= Number(most) ? dose : `${dose} (${least} to ${most} mg)`;
}
// src/start/premedication.tsx
var AGO$1 = [
	5,
	10,
	15,
	20,
	30,
	45
].map((each) => ({
	id: String(each),
	text: `${each} min ago`
})), MINUTE$2 = 6e4;
function Premedication(props) {
	let { chair, session, item, now } = props, [earlier, setEarlier] = d$2(!1), [amount, setAmount] = d$2(""), [picked, setPicked] = d$2(""), only = item.routes.length === 1 ? item.routes[0] : void 0, route = picked || item.route || only || "", was = item.given_at !== null, open = !was || againOrdered(item), window = windowOf(item, now), who = nobody("give_premedication"), why = who.length ? who : route ? amount.trim() ? [] : ["Enter the dose."] : ["Choose the route."], give = (minutesAgo) => {
		if (why.length) return;
		let body = {
			item: item.item,
			route,
			dose_mg: amount.trim()
		};
		item.entry !== null && !againOrdered(item) && (body.amends = item.entry), minutesAgo !== null && (body.given_at = new Date(wardNow() - minutesAgo * MINUTE$2).toISOString()), setEarlier(!1), setAmount(""), send(`${chair.chair}:given`, inSession(session.id, "premedication"), body, { chair });
	};
	return a("div", {
		class: "premed",
		"data-window": window.kind,
		children: [
			a("div", {
				class: "text",
				children: [
					a("div", {
						class: "name",
						children: [a("strong", {
							class: "drug",
							children: item.required ? item.name : `${item.name} (if ordered)`
						}), was && a("span", {
							class: "had",
							children: `${item.dose_mg ? `${item.dose_mg} mg ` : ""}${item.route ?? ""} at ${clock(item.given_at)}`
						})]
					}),
					a("span", {
						class: "hint",
						children: doseWords(item)
					}),
					a("div", {
						class: "line",
						children: [a("span", {
							class: "window",
							children: window.words
						}), window.share !== null && a("progress", {
							max: "1",
							value: window.share,
							"aria-hidden": "true"
						})]
					})
				]
			}),
			a("div", {
				class: "do",
				children: [
					(open || earlier) && a($, { children: [a(Field, {
						label: "Dose given, mg",
						decimal: !0,
						value: amount,
						onInput: setAmount
					}), a(Choice, {
						label: "Route",
						options: item.routes.map((each) => ({
							id: each,
							text: each
						})),
						value: route,
						onPick: setPicked,
						single: only !== void 0
					})] }),
					open && a(Button, {
						class: "give",
						text: was ? "Give again now, as ordered" : "Give now",
						why,
						onTap: () => give(null)
					}),
					a(Button, {
						class: "more",
						text: earlier ? "Close" : was ? "Correct…" : "Given earlier…",
						onTap: () => setEarlier(!earlier)
					})
				]
			}),
			earlier && a(Choice, {
				label: "Minutes ago",
				options: AGO$1,
				value: "",
				onPick: (ago) => give(Number(ago))
			}),
			a(Deciding, {
				...props,
				kind: window.kind
			})
		]
	});
}
// src/start/readying.tsx
function Readying(props) {
	return a("div", {
		class: "readying",
		children: [a(Headed, {
			title: "Order, blood and bag",
			children: a(Outcome, { of: `${props.chair.chair}:ready` })
		}), a("div", {
			class: "rows",
			children: [
				a(Order, { ...props }),
				a(Labs, { ...props }),
				a(BloodGroup, { ...props }),
				a(Temperature, { ...props }),
				a(Bag, { ...props })
			]
		})]
	});
}
function Row(props) {
	let { chair, session, name, said } = props, [open, setOpen] = d$2(!1), record = async () => {
		await send(`${chair.chair}:ready`, inSession(session.id, props.verb), props.body(), { chair }) && (setOpen(!1), props.clear());
	};
	return a("div", {
		class: "premed",
		"data-known": said ? "true" : void 0,
		children: [
			a("div", {
				class: "text",
				children: [a("strong", {
					class: "drug",
					children: name
				}), a("span", {
					class: "hint",
					children: said || "not entered"
				})]
			}),
			a("div", {
				class: "do",
				children: a(Button, {
					class: "more",
					text: open ? "Close" : said ? "Enter again…" : "Enter…",
					onTap: () => setOpen(!open)
				})
			}),
			open && a("div", {
				class: "entry",
				children: [props.children, a(Button, {
					text: `Record: ${name.toLowerCase()}`,
					why: [...props.missing, ...nobody(props.operation)],
					onTap: () => void record()
				})]
			})
		]
	});
}
var filled = (...values) => values.every((each) => each.trim()) ? [] : ["Something is missing."];
function Order(props) {
	let [order, setOrder] = d$2(NO_ORDER);
	return a(Row, {
		...props,
		name: "Order",
		verb: "order",
		operation: "correct_order",
		said: orderWords(props.session),
		missing: orderMissing(order),
		body: () => orderBody(order, props.session.protocol),
		clear: () => setOrder(NO_ORDER),
		children: a(OrderForm, {
			value: order,
			onChange: setOrder
		})
	});
}
function orderWords({ ready }) {
	let { order, dose } = ready;
	if (!order) return "";
	let due = dose ? `; by weight ${dose.dose_mg} mg = ${dose.concentrate_ml} mL, ${dose.vials.join(" + ")}` : "";
	return `${order.dose_mg} mg ${order.route}, ${order.weight_kg} kg (${dayAndClock(order.weighed_at)}), ${order.prescriber}${due}`;
}
function Labs(props) {
	let [count, setCount] = d$2(""), [taken, setTaken] = d$2(""), labs = props.session.ready.labs;
	return a(Row, {
		...props,
		name: "Neutrophils",
		verb: "labs",
		operation: "record_labs",
		said: labs ? `${labs.neutrophils_10e9_l} × 10⁹/L, taken ${dayAndClock(labs.taken_at)}` : "",
		missing: filled(count, taken),
		body: () => ({
			neutrophils_10e9_l: count.trim(),
			taken_at: momentOf(taken)
		}),
		clear: () => {
			setCount(""), setTaken("");
		},
		children: [a(Field, {
			label: "Neutrophils, 10⁹/L (not a grade)",
			decimal: !0,
			value: count,
			onInput: setCount
		}), a(Moment, {
			label: "Blood taken",
			value: taken,
			onInput: setTaken
		})]
	});
}
var GROUPS = [
	"O neg",
	"O pos",
	"A neg",
	"A pos",
	"B neg",
	"B pos",
	"AB neg",
	"AB pos"
].map((each) => ({
	id: each,
	text: each
})), SCREENS$1 = ["negative", "positive"].map((each) => ({
	id: each,
	text: `screen ${each}`
}));
function BloodGroup(props) {
	let [group, setGroup] = d$2(""), [antibodies, setAntibodies] = d$2(""), [taken, setTaken] = d$2(""), { blood_group: found, blood_group_needed: needed } = props.session.ready;
	return a(Row, {
		...props,
		name: "Blood group",
		verb: "blood-group",
		operation: "record_blood_group",
		said: found ? `${found.group}, antibody screen ${found.antibodies}` : needed ? "" : "known before the first dose",
		missing: filled(group, antibodies, taken),
		body: () => ({
			group,
			antibodies,
			taken_at: momentOf(taken)
		}),
		clear: () => setTaken(""),
		children: [
			a(Choice, {
				label: "Blood group",
				options: GROUPS,
				value: group,
				onPick: setGroup
			}),
			a(Choice, {
				label: "Antibody screen",
				options: SCREENS$1,
				value: antibodies,
				onPick: setAntibodies
			}),
			a(Moment, {
				label: "Blood taken",
				value: taken,
				onInput: setTaken
			})
		]
	});
}
function Temperature(props) {
	let [celsius, setCelsius] = d$2(""), known = props.session.ready.temperature;
	return a(Row, {
		...props,
		name: "Temperature",
		verb: "temperature",
		operation: "record_temperature",
		said: known ? `${known.temperature_c} °C at ${clock(known.at)}` : "",
		missing: filled(celsius),
		body: () => ({ temperature_c: celsius.trim() }),
		clear: () => setCelsius(""),
		children: a(Field, {
			label: "Temperature now, °C",
			decimal: !0,
			value: celsius,
			onInput: setCelsius
		})
	});
}
var NO_BAG = {
	bag: "",
	batch: "",
	prepared: "",
	out: ""
};
function Bag(props) {
	let [draft, setDraft] = d$2(NO_BAG), known = props.session.ready.bag, until = known?.warm_until ? `, empty by ${dayAndClock(known.warm_until)}` : ", still cold", put = (key) => (value) => setDraft({
		...draft,
		[key]: value
	});
	return a(Row, {
		...props,
		name: "Bag",
		verb: "bag",
		operation: "record_bag",
		said: known ? `${known.bag}, batch ${known.batch}${until}` : "",
		missing: filled(draft.bag, draft.batch, draft.prepared),
		body: () => ({
			bag: draft.bag.trim(),
			batch: draft.batch.trim(),
			prepared_at: momentOf(draft.prepared),
			out_of_fridge_at: momentOf(draft.out) || null
		}),
		clear: () => setDraft(NO_BAG),
		children: [
			a(Field, {
				label: "Bag, from its label",
				value: draft.bag,
				onInput: put("bag")
			}),
			a(Field, {
				label: "Batch number of the product",
				value: draft.batch,
				onInput: put("batch")
			}),
			a(Moment, {
				label: "Prepared",
				value: draft.prepared,
				onInput: put("prepared")
			}),
			a(Moment, {
				label: "Out of the refrigerator (empty: still cold)",
				value: draft.out,
				onInput: put("out")
			})
		]
	});
}
// src/start/preparing.tsx
function Preparing(props) {
	let { chair, session, toSecond } = props, check = session.second_check, own = check && check.by === person.value ? ["You made the second check: somebody else starts."] : [], text = `Start at ${mlPerHour(session.planned[0]?.rate_ml_h ?? "?")}`, start = () => {
		send(`${chair.chair}:go`, inSession(session.id, "start"), {}, {
			chair,
			confirm: confirmedRate,
			pin: {
				of: "pin",
				what: text
			}
		});
	};
	return a("div", {
		class: "preparing",
		children: [
			a(Readying, {
				chair,
				session
			}),
			a(Headed, {
				title: "Premedication",
				children: a(Outcome, { of: `${chair.chair}:given` })
			}),
			a("div", {
				class: "rows",
				children: session.premedication.map((item) => a(Premedication, {
					chair,
					session,
					item,
					now: second.value
				}, item.item))
			}),
			a(Headed, {
				title: "Second check",
				children: check && a("p", {
					class: "done",
					children: `${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}`
				})
			}),
			a(Button, {
				class: "wide",
				text: check ? "Check again" : "Hand the tablet to a second person",
				onTap: toSecond
			}),
			a(Overriding, {
				chair,
				session
			}),
			a("div", {
				class: "bottom",
				children: [a(Button, {
					kind: "go",
					class: "wide start",
					text,
					why: [
						...session.start_gates.map((each) => each.sentence),
						...blockers("start"),
						...own
					],
					onTap: start
				}), a(Outcome, { of: `${chair.chair}:go` })]
			})
		]
	});
}
var KEYS$1 = [
	"1",
	"2",
	"3",
	"4",
	"5",
	"6",
	"7",
	"8",
	"9",
	".",
	"0"
], SHAPE = /^(0|[1-9]\d{0,3})(\.\d{0,2})?$/, NOTHING_KEYED = {
	typed: "",
	lastKey: "",
	lastAt: -Infinity,
	refused: !1
};
function pressed(before, key, at) {
	let fits = !(key === before.lastKey && at - before.lastAt < 120) && SHAPE.test(before.typed + key);
	return {
		typed: fits ? before.typed + key : before.typed,
		lastKey: key,
		lastAt: at,
		refused: !fits
	};
}
var numberOf = ({ typed }) => typed && !typed.endsWith(".") && Number(typed) > 0 ? typed : "";
// src/parts/keypad.tsx
function Keypad(props) {
	let { value, onChange, refusal = "" } = props, press = (key) => onChange(pressed(value, key, performance.now())), clear = () => onChange(NOTHING_KEYED);
	A$1(() => {
		if (!value.refused) return;
		let timer = setTimeout(() => onChange({
			...value,
			refused: !1
		}), 250);
		return () => clearTimeout(timer);
	}, [value]);
	let display = T(null);
	return A$1(() => {
		refusal && display.current?.scrollIntoView({ block: "nearest" });
	}, [refusal]), a("div", {
		class: "keypad",
		role: "group",
		tabIndex: 0,
		"aria-label": props.spoken,
		onKeyDown: (event) => {
			event.repeat || event.target !== event.currentTarget || (KEYS$1.includes(event.key) ? press(event.key) : (event.key === "Backspace" || event.key === "Delete") && clear());
		},
		children: [
			a("p", {
				ref: display,
				class: "typed",
				role: "status",
				"data-refused": refusal || value.refused ? "true" : void 0,
				children: refusal ? a("span", {
					class: "refusal",
					children: refusal
				}) : a($, { children: [a("b", { children: value.typed || "–" }), a("span", {
					class: "unit",
					children: props.unit
				})] })
			}),
			a("div", {
				class: "pad",
				children: KEYS$1.map((key) => a("button", {
					type: "button",
					class: "act plain key",
					onClick: () => press(key),
					children: key
				}, key))
			}),
			a("button", {
				type: "button",
				class: "act plain clear",
				onClick: clear,
				children: "Clear"
			})
		]
	});
}
// src/start/secondcheck.tsx
function SecondCheck(props) {
	let { chair, session, done } = props, [keyed, setKeyed] = d$2(NOTHING_KEYED), [refusal, setRefusal] = d$2(""), [by, setBy] = d$2(""), key = `${chair.chair}:second`, rate = numberOf(keyed), press = (next) => {
		setKeyed(next), setRefusal("");
	}, others = (view.value?.people ?? []).filter((each) => each.id !== person.value), me = others.find((each) => each.id === by), proves = signsIn(), check = async () => {
		if (!me && !proves) return;
		let path = inSession(session.id, "second-check"), answer = await send(key, path, { rate_ml_h: rate }, {
			chair,
			...me ? { person: me.id } : {},
			pin: {
				of: "second",
				what: `Checked all of it: ${mlPerHour(rate)}`
			}
		});
		if (setKeyed(NOTHING_KEYED), answer) return done();
		let act = actOf(key);
		setRefusal(act ? [actWords(act), ...act.reasons].join(" ") : ""), forget(key);
	};
	return a("div", {
		class: "sheet second",
		children: [a("div", { children: [
			a("h3", { children: "Second check" }),
			a("p", {
				class: "hint",
				children: "For another person than the one who starts. Compare all of this at the chair, then key the rate from the order."
			}),
			a("dl", { children: [
				a(Fact, {
					name: "Patient",
					children: session.patient
				}),
				a(Fact, {
					name: "Drug",
					children: `${session.drug}, infusion ${session.infusion_no}`
				}),
				a(Fact, {
					name: "Bag",
					children: session.bag ?? "none"
				}),
				a(Fact, {
					name: "Chair and pump",
					children: `${placeName(chair.chair)}, ${placeName(chair.pump.id)}`
				}),
				a(Fact, {
					name: "Volume",
					children: `${session.volume_ml}\u00a0mL`
				})
			] }),
			proves ? a("p", {
				class: "hint",
				children: "Her badge and PIN are asked for with the tap; who is signed in stays signed in."
			}) : a(Asked, {
				text: "I am",
				children: a(Choice, {
					label: "Second person",
					options: others.map((each) => ({
						id: each.id,
						text: each.name,
						more: each.role
					})),
					value: by,
					onPick: setBy
				})
			}),
			a(Button, {
				text: "Back",
				onTap: done
			})
		] }), a("div", { children: [
			a(Keypad, {
				value: keyed,
				onChange: press,
				unit: "mL/h",
				spoken: "Rate in mL per hour",
				refusal
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: rate ? `${me?.name ?? "I"} checked all of it: ${mlPerHour(rate)}` : "Checked",
				why: [
					...me || proves ? [] : ["Choose who you are."],
					...rate ? [] : ["Key the rate."],
					...stale()
				],
				onTap: () => void check()
			}),
			a(Outcome, { of: key })
		] })]
	});
}
// src/log/openitems.ts
function openItems(chair) {
	return (chair.session?.open_items ?? []).map(named);
}
function withWhom(session) {
	let taken = session.taken_over;
	return taken ? `with ${personName(taken.by)} since ${clock(taken.at)}` : "";
}
function comingSteps(session, now) {
	let started = session.started_at ? Date.parse(session.started_at) : null, plan = started === null ? session.planned : session.tail, at = (min) => {
		if (started !== null && session.speed === 1) return clock(started + min * 6e4);
		let left = min - minuteOf(session, now);
		return started === null ? `minute ${Math.round(min)}` : `in ${minutes(left)}`;
	}, steps = plan.map((each, place) => ({
		when: place === 0 && started !== null ? "now" : at(each.from_min),
		what: `${mlPerHour(each.rate_ml_h)}${each.label_rate ? ` (${each.label_rate})` : ""}`
	})), last = plan.at(-1);
	return last ? [...steps, {
		when: at(last.to_min),
		what: "volume in: flush"
	}] : [];
}
// src/log/record.ts
var AGAIN_MS = 2e3, TRIES = 30, records = y$1(new Map()), wanted = new Map(), asking = new Set(), recordOf = (session) => records.value.get(session);
async function readRecord(session, version) {
	if (wanted.set(session, version), !asking.has(session)) {
		asking.add(session);
		for (let tries = 0; tries < TRIES && isOld$1(session); tries += 1) tries && await new Promise((done) => setTimeout(done, records.value.get(session)?.failed ? AGAIN_MS : 0)), await readOnce(session, wanted.get(session) ?? version);
		asking.delete(session);
	}
}
function isOld$1(session) {
	let known = records.value.get(session);
	return !known || known.failed || known.version < (wanted.get(session) ?? 0);
}
async function readOnce(session, version) {
	let known = records.value.get(session), answer = await get(`/sessions/${encodeURIComponent(session)}/record`), ok = answer?.status === 200;
	records.value = new Map(records.value).set(session, {
		record: ok ? answer.body : known?.record ?? null,
		version: ok ? version : known?.version ?? -1,
		failed: !ok
	});
}
// src/log/entries.tsx
function useRecord(session, version) {
	return A$1(() => void readRecord(session, version), [session, version]), recordOf(session);
}
function Entries(props) {
	let { read, oldestFirst = !1 } = props, entries = read?.record?.entries ?? [], shown = oldestFirst ? entries : [...entries].reverse(), order = oldestFirst ? "oldest first" : "newest first";
	return a($, { children: [a("p", {
		class: "hint",
		role: "status",
		children: read?.failed ? "The record could not be read. Tried again by itself." : read ? `${entries.length} entries, ${order}. Nothing is ever overwritten.` : "Reading the record…"
	}), a("ol", {
		class: "record",
		children: shown.map((each) => a(Entry, { entry: each }, each.version))
	})] });
}
function Entry(props) {
	let { entry } = props, corrected = entry.corrected_by.length ? ` Corrected by entry ${entry.corrected_by.join(", ")}.` : "";
	return a("li", { children: [
		a("time", {
			dateTime: entry.at,
			children: clock(entry.at, !0)
		}),
		a("span", {
			class: "sentence",
			children: `${entry.version}. ${named(entry.sentence || words(entry.kind))}${corrected}`
		}),
		a("span", {
			class: "by",
			children: entry.by?.name ?? ""
		})
	] });
}
function Notes(props) {
	return a("ul", {
		class: "hint",
		children: (props.read?.record?.notes ?? []).map((each) => a("li", { children: `${each.text} (${each.source})` }, each.id))
	});
}
// src/log/recordsheet.tsx
function RecordSheet(props) {
	let { chair, session } = props, read = useRecord(session.id, session.version);
	return a("div", {
		class: "sheet",
		children: a("div", { children: [
			a("h3", { children: "Record" }),
			a(Notes, { read }),
			a(Entries, { read }),
			a(Correcting, {
				chair,
				session
			})
		] })
	});
}
function Correcting(props) {
	let { chair, session } = props, [which, setWhich] = d$2(""), [what, setWhat] = d$2(""), whole = /^\d{1,4}$/.test(which.trim()) && what.trim(), correct = async () => {
		let body = {
			entry: Number(which),
			text: what.trim()
		};
		await send(`${chair.chair}:amend`, inSession(session.id, "amendments"), body, { chair }) && (setWhich(""), setWhat(""));
	};
	return a("div", {
		class: "entry",
		children: [
			a("h4", { children: "Correct an entry" }),
			a(Field, {
				label: "Entry number",
				decimal: !0,
				value: which,
				onInput: setWhich
			}),
			a(Field, {
				label: "What is right",
				longest: 80,
				value: what,
				onInput: setWhat
			}),
			a(Button, {
				text: "Add the correction",
				why: [...whole ? [] : ["Which entry, and what is right?"], ...nobody("amend")],
				onTap: () => void correct()
			}),
			a(Outcome, { of: `${chair.chair}:amend` })
		]
	});
}
// src/log/coming.tsx
function Coming(props) {
	let { steps, caption } = props;
	return steps.length ? a("table", {
		class: "coming",
		children: [a("caption", { children: caption }), a("tbody", { children: steps.map((each) => a("tr", { children: [a("th", {
			scope: "row",
			children: each.when
		}), a("td", { children: each.what })] }, `${each.when} ${each.what}`)) })]
	}) : null;
}
// src/words/reactions.ts
var SYMPTOMS = {
	dyspnoea: "Short of breath (dyspnoea)",
	cough: "Cough",
	bronchospasm: "Wheezing (bronchospasm)",
	hypoxia: "Low oxygen (hypoxia)",
	"nasal-congestion": "Blocked nose",
	flushing: "Flushing",
	rash: "Rash",
	urticaria: "Hives (urticaria)",
	pruritus: "Itching (pruritus)",
	angioedema: "Swelling (angioedema)",
	chills: "Chills, shivering",
	fever: "Fever",
	nausea: "Nausea",
	hypotension: "Low pressure (hypotension)",
	hypertension: "High pressure (hypertension)"
}, OUTCOMES = {
	resolved: "Resolved",
	resolving: "Resolving",
	"not-resolved": "Not resolved",
	transferred: "Transferred"
}, UNITS = {
	mg: "mg",
	microgram: "microgram",
	g: "g",
	mL: "mL",
	units: "units",
	"L/min": "L/min"
}, ROUTES = {
	intravenous: "intravenous",
	intramuscular: "intramuscular",
	subcutaneous: "subcutaneous",
	inhaled: "inhaled",
	oral: "oral"
}, options = (words) => Object.entries(words).map(([id, text]) => ({
	id,
	text
})), SYMPTOM_OPTIONS = options(SYMPTOMS), OUTCOME_OPTIONS = options(OUTCOMES), UNIT_OPTIONS = options(UNITS), ROUTE_OPTIONS = options(ROUTES), HEADS = {
	"vital-signs": "Vital signs",
	grade: "Grade",
	symptoms: "Symptoms",
	drug: "Given",
	call: "Called",
	outcome: "Outcome"
}, stayWords = (hospitalised) => hospitalised === null ? "" : hospitalised ? ", hospital stay needed" : ", no hospital stay needed";
function marksOf(entry) {
	return [
		entry.back_dated ? `back-dated, entered ${dayAndClock(entry.at)}` : "",
		entry.late ? "late entry" : "",
		entry.amends === null ? "" : `corrects entry ${entry.amends}`,
		entry.corrected_by.length ? `corrected by entry ${entry.corrected_by.join(", ")}` : ""
	].filter(Boolean).join("; ");
}
function lastOf(reaction, about) {
	let entry = reaction.entries.filter((each) => each.about === about && !each.corrected_by.length).at(-1);
	return entry ? `${clock(entry.happened_at)} ${entry.text}` : "";
}
var MINUTE$1 = 6e4, AGO = [
	5,
	10,
	15,
	20,
	30,
	45,
	60
];
function earlierTimes(reaction, now) {
	let began = Date.parse(reaction.at);
	return [...AGO.filter((each) => now - each * MINUTE$1 > began).map((each) => ({
		id: new Date(now - each * MINUTE$1).toISOString(),
		text: `${each} min ago`
	})), {
		id: reaction.at,
		text: `with the reaction, ${clock(reaction.at)}`
	}];
}
// src/words/roles.ts
var roles = (each) => each.role.split(",").map((role) => role.trim()), drafts = y$1(new Map()), draftOf = (form) => drafts.value.get(form), same = (one, other) => typeof one == "string" || typeof other == "string" ? String(one).trim() === String(other).trim() : one.length === other.length && one.every((each, index) => each === other[index]);
function enter(form, field, value, untouched, now, by) {
	let before = draftOf(form), fields = {
		...before?.fields,
		[field]: value
	};
	same(value, untouched) && delete fields[field];
	let next = new Map(drafts.value);
	next.delete(form), Object.keys(fields).length && next.set(form, {
		fields,
		since: before?.since ?? now,
		by: before?.by ?? by
	}), drafts.value = next;
}
function drop(form) {
	let next = new Map(drafts.value);
	next.delete(form) && (drafts.value = next);
}
var MINUTE = 6e4, isOld = (draft, now) => now - draft.since >= MINUTE, accountForm = (session, reaction, about, amends = 0) => [
	session,
	"account",
	reaction,
	about,
	amends
].join("/");
function entered(session, reaction) {
	let found = [];
	for (let form of drafts.value.keys()) {
		let [of, kind, no, about = "", amends] = form.split("/");
		of !== session || kind !== "account" || reaction !== void 0 && Number(no) !== reaction || found.push({
			reaction: Number(no),
			about,
			amends: Number(amends)
		});
	}
	return found;
}
var NOT_YET = "not recorded yet";
// src/chair/entering.tsx
function useEntered(form, field, untouched) {
	return [draftOf(form)?.fields[field] ?? untouched, (next) => enter(form, field, next, untouched, wardNow(), person.value)];
}
var useCameBack = (form) => d$2(() => draftOf(form) ?? null)[0];
function CameBack(props) {
	let draft = useCameBack(props.form);
	return draft && a("p", {
		class: "came-back",
		children: `Entered ${dayAndClock(draft.since)}${draft.by ? ` by ${personName(draft.by)}` : ""}, not recorded yet.`
	});
}
// src/chair/reacting.tsx
var GRADES = [
	{
		id: "1",
		text: "Grade 1",
		more: "Mild transient reaction; infusion interruption not indicated; intervention not indicated"
	},
	{
		id: "2",
		text: "Grade 2",
		more: "Therapy or infusion interruption indicated but responds promptly to symptomatic treatment"
	},
	{
		id: "3",
		text: "Grade 3",
		more: "Prolonged, or recurrence of symptoms after initial improvement; hospitalization indicated"
	},
	{
		id: "4",
		text: "Grade 4",
		more: "Life-threatening consequences; urgent intervention indicated"
	},
	{
		id: "5",
		text: "Grade 5",
		more: "Death"
	}
], STAYS = [{
	id: "no",
	text: "no"
}, {
	id: "yes",
	text: "yes"
}], IMPROVED = [
	{
		id: "0",
		text: "gone"
	},
	{
		id: "1",
		text: "grade 1"
	},
	{
		id: "2",
		text: "grade 2"
	}
], ACTIONS = {
	continue: "By the protocol: once clear, the same step is served again.",
	resume: "By the protocol: once improved, resume slowly, on a prescriber's order.",
	discontinue: "By the protocol: this infusion ends for good."
};
function Reacting(props) {
	let { chair, session, toSecond, toReaction } = props, [regrade, setRegrade] = d$2(!1), reaction = session.reaction, grade = reaction?.grade ?? null, asks = grade === null || regrade;
	return a("div", {
		class: "reacting",
		children: [
			a("h3", { children: reaction ? `Reaction at ${clock(reaction.at, !0)}` : "Reaction" }),
			a("p", {
				class: "big-line",
				children: session.stop?.confirmed_at ? `Pump confirmed stopped ${clock(session.stop.confirmed_at, !0)}.` : "Look at the pump: it has not said yet that it stopped."
			}),
			asks && a(Grading, {
				chair,
				session,
				done: () => setRegrade(!1)
			}),
			a(Outcome, { of: `${chair.chair}:grade` }),
			grade !== null && a("div", {
				class: "side-by-side",
				children: [a("p", {
					class: "done",
					children: `Grade ${grade}${stayWords(reaction?.hospitalised ?? null)}. ${ACTIONS[reaction?.action ?? "continue"]}`
				}), a(Button, {
					text: regrade ? "Close" : "Grade again…",
					onTap: () => setRegrade(!regrade)
				})]
			}),
			a(Button, {
				class: "wide",
				text: "Symptoms, drugs, calls, outcome…",
				more: reactionWords(session),
				onTap: toReaction
			}),
			grade !== null && reaction?.action !== "discontinue" && !regrade && a(GoingOn, {
				chair,
				session,
				toSecond
			})
		]
	});
}
function reactionWords(session) {
	if (entered(session.id).length) return `entered, ${NOT_YET}`;
	let told = session.reactions.at(-1)?.entries.length ?? 0;
	return told ? `${told} ${told === 1 ? "entry" : "entries"} so far` : "nothing recorded yet";
}
function Grading(props) {
	let { chair, session, done } = props, recorded = session.reaction?.grade ?? "", form = `${session.id}/grade/${session.reaction?.at}/${recorded}`, [grade, setGrade] = useEntered(form, "grade", String(recorded)), [stays, setStays] = useEntered(form, "stays", ""), record = async () => {
		let body = {
			grade: Number(grade),
			hospitalised: stays === "yes"
		};
		await send(`${chair.chair}:grade`, inSession(session.id, "grade"), body, { chair }) && (drop(form), done());
	};
	return a($, { children: [
		a(CameBack, { form }),
		a(Choice, {
			label: "Grade",
			class: "grades",
			options: GRADES,
			value: grade,
			onPick: setGrade
		}),
		a("div", {
			class: "side-by-side",
			children: [a("strong", { children: "Hospital stay needed because of this reaction" }), a(Choice, {
				label: "Hospital stay needed",
				options: STAYS,
				value: stays,
				onPick: setStays
			})]
		}),
		a(Button, {
			kind: "go",
			class: "wide sticky",
			text: grade ? `Record grade ${grade}` : "Record the grade",
			why: [
				...grade ? [] : ["Choose the grade."],
				...stays ? [] : ["Say whether a hospital stay is needed."],
				...nobody("grade_reaction")
			],
			onTap: () => void record()
		})
	] });
}
function GoingOn(props) {
	let { chair, session, toSecond } = props, form = `${session.id}/go/${session.reaction?.at}`, before = useCameBack(form), earlier = IMPROVED.find((each) => each.id === before?.fields.improved), [kept, setKept] = useEntered(form, "improved", ""), [now, setNow] = d$2(!earlier), improved = now ? kept : "", setImproved = (id) => {
		setKept(id), setNow(!0);
	}, [prescriber, setPrescriber] = useEntered(form, "prescriber", ""), orders = session.reaction?.action === "resume", check = session.second_check, text = `Resume at ${mlPerHour(session.resume_rate_ml_h ?? "?")}`, resume = async () => {
		let body = {
			...improved && { improved_to: Number(improved) },
			...prescriber && { prescriber }
		};
		await send(`${chair.chair}:go`, inSession(session.id, "resume"), body, {
			chair,
			confirm: confirmedRate,
			pin: {
				of: "pin",
				what: text
			}
		}) && drop(form);
	}, prescribers = (view.value?.people ?? []).filter((each) => roles(each).includes("prescriber")).map((each) => ({
		id: each.id,
		text: each.name
	})), why = [
		...improved ? [] : ["Say how the symptoms are now."],
		...orders && !prescriber ? ["Name the prescriber who ordered it."] : [],
		...check && check.by === person.value ? ["You made the second check: somebody else resumes."] : [],
		...session.resume_gates.map((each) => each.sentence),
		...blockers("resume")
	];
	return a($, { children: [a("div", {
		class: "after-grade",
		children: [
			a(Asked, {
				text: before && earlier && !now ? `Symptoms now (${earlier.text} at ${clock(before.since)})` : "Symptoms now",
				children: a(Choice, {
					label: "Improved to",
					options: IMPROVED,
					value: improved,
					onPick: setImproved
				})
			}),
			orders && a(Asked, {
				text: "Ordered by",
				children: a(Choice, {
					label: "Prescriber",
					options: prescribers,
					value: prescriber,
					onPick: setPrescriber
				})
			}),
			check ? a("div", {
				class: "side-by-side",
				children: [a("p", {
					class: "done",
					children: `${personName(check.by)} keyed ${mlPerHour(check.rate_ml_h)} at ${clock(check.at)}`
				}), a(Button, {
					text: "Second check again",
					onTap: toSecond
				})]
			}) : a(Button, {
				class: "wide",
				text: "Second check: hand the tablet over",
				onTap: toSecond
			}),
			a(Coming, {
				steps: comingSteps(session, second.value),
				caption: "If it goes on now"
			})
		]
	}), a("div", {
		class: "foot",
		children: [a(Outcome, { of: `${chair.chair}:go` }), a(Button, {
			kind: "go",
			class: "wide",
			text,
			why,
			onTap: () => void resume()
		})]
	})] });
}
// src/chair/afterwards.tsx
function Afterwards(props) {
	let { chair, session } = props, [volume, setVolume] = d$2(20), now = shownTime(), flushing = session.phase === "flushing", until = session.observe_until ? Date.parse(session.observe_until) : now, watched = session.phase === "observing" && now < until, tell = (verb, body) => {
		send(`${chair.chair}:after`, inSession(session.id, verb), body, { chair });
	};
	return a("div", { children: [
		a("h3", { children: TITLES[session.phase] ?? "Ended before the volume was in" }),
		a("p", {
			class: "big-line",
			children: endWords$1(session, now, until)
		}),
		toGrade(session) && a($, { children: [a("h3", { children: `Reaction at ${clock(session.reaction?.at, !0)}: not graded` }), a(Grading, {
			chair,
			session,
			done: () => void 0
		})] }),
		a(Outcome, { of: `${chair.chair}:grade` }),
		session.postmedication.length > 0 && a("ul", {
			class: "look",
			children: session.postmedication.map((each) => a("li", { children: `${each.name}, ${each.dose}: ${each.when}` }, each.name))
		}),
		flushing && a($, { children: [a(Asked, {
			text: "Flushed by hand with",
			children: a(Stepper, {
				label: "flush volume",
				value: volume,
				onChange: setVolume,
				by: 5,
				max: 100,
				shown: `${volume}\u00a0mL`
			})
		}), a(Button, {
			kind: "go",
			class: "wide",
			text: `Flushed with ${volume}\u00a0mL`,
			why: nobody("record_flush"),
			onTap: () => tell("flush", { volume_ml: String(volume) })
		})] }),
		!flushing && session.phase !== "completed" && a(Button, {
			kind: "go",
			class: "wide",
			text: `Discharge ${session.patient}`,
			why: [...watched ? [`Observed for ${minutesBetween(now, until)} more.`] : [], ...nobody("discharge")],
			onTap: () => tell("discharge", {})
		}),
		a(Outcome, { of: `${chair.chair}:after` })
	] });
}
var TITLES = {
	flushing: "The volume is in",
	observing: "Observation",
	completed: "Completed"
};
function endWords$1(session, now, until) {
	return session.phase === "flushing" ? "Flush the line by hand, then say with how much." : session.phase === "observing" ? now < until ? `Until ${clock(session.observe_until)}: ${minutesBetween(now, until)} to go.` : "The time of observation is over." : `${session.infused_ml} of ${session.volume_ml}\u00a0mL were given.`;
}
// src/chair/attesting.tsx
function Attesting(props) {
	let { chair, session } = props, step = session.step;
	if (!step) return a("div", {});
	let late = session.phase === "paused", word = step.attest, serve = step.serve_min, asks = step.next_rate_ml_h !== null;
	return a("div", { children: [
		a("h3", { children: `Step ${step.no}: ${mlPerHour(step.rate_ml_h)}` }),
		a("p", {
			class: "big-line",
			children: whereWords(session)
		}),
		serve !== null && serve > 0 && a("progress", {
			max: "1",
			value: Math.min(1, step.served_min / serve),
			"aria-label": "served"
		}),
		(asks || late) && a($, { children: [a("ul", {
			class: "look",
			children: [a("li", { children: "Look at the patient: flush, rash, itching, cough, breath, shivering, pain." }), a("li", { children: "Take temperature, pulse, blood pressure, oxygen saturation." })]
		}), a(Button, {
			kind: "go",
			class: "wide attest",
			asks: word.needed && word.open,
			text: late ? `No reaction, vitals taken: go on at ${mlPerHour(step.rate_ml_h)}` : `No reaction, vitals taken: go on to ${mlPerHour(step.next_rate_ml_h ?? "?")}`,
			why: reasons(session),
			onTap: () => {
				let body = {
					step: step.no,
					no_reaction: !0,
					vitals_taken: !0
				};
				forget(`${chair.chair}:withdraw`), send(`${chair.chair}:go`, inSession(session.id, "attestation"), body, {
					chair,
					confirm: late ? confirmedRate : void 0
				});
			}
		})] }),
		a(Outcome, { of: `${chair.chair}:go` }),
		a("div", {
			class: asks ? "reserve" : void 0,
			children: word.given_by && a($, { children: [a("p", {
				class: "done",
				children: givenWords(session)
			}), a(Button, {
				class: "wide",
				text: "Take the word back: do not raise the rate",
				why: nobody("withdraw_attestation"),
				onTap: () => {
					forget(`${chair.chair}:go`), send(`${chair.chair}:withdraw`, inSession(session.id, "attestation/withdrawal"), {}, { chair });
				}
			})] })
		}),
		a(Outcome, { of: `${chair.chair}:withdraw` })
	] });
}
function whereWords(session) {
	if (session.phase === "paused") return "Paused: nobody attested in time. The pump stands still.";
	let step = session.step;
	return !step || step.serve_min === null || step.next_rate_ml_h === null ? "Last rate: it runs until the volume is in." : `${passed(Math.min(step.served_min, step.serve_min))} of ${minutes(step.serve_min)} served. ${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}.`;
}
function givenWords(session) {
	let word = session.step?.attest;
	if (!word?.given_by) return "";
	let stands = `${personName(word.given_by)} at ${clock(word.given_at, !0)}: no reaction, vitals taken`;
	return word.needed ? `${stands}. ${word.second_needed ? "A second person has to say so too." : "Too old now: look again."}` : stands;
}
function reasons(session) {
	let word = session.step?.attest, gates = (word?.gates ?? []).map((each) => each.sentence);
	return session.phase === "paused" ? [
		...session.resume_gates.map((each) => each.sentence),
		...gates,
		...blockers("attest")
	] : word ? !word.open && word.opens_in_min ? [`Opens in ${minutes(word.opens_in_min)}: the last minutes of the step count.`] : word.needed ? [...gates, ...blockers("attest")] : [word.given_by ? "Given. The rate rises when the step is served." : "Not needed now."] : [];
}
// src/chair/discontinuing.tsx
var HOLD_MS = 800, REASONS = [
	"reaction",
	"order of the prescriber",
	"wish of the patient",
	"trouble with the line",
	"wrong patient, bag or pump"
];
function Discontinuing(props) {
	let { chair, session, done } = props, [reason, setReason] = d$2(""), end = async () => {
		await tapDiscontinue(chair, reason) && done();
	};
	return a("div", {
		class: "discontinue",
		children: [
			a("h3", { children: "End this infusion for good" }),
			a("p", {
				class: "hint",
				children: "The pump is to be stopped. The rest of the bag is not given; nothing brings this infusion back."
			}),
			a(Choice, {
				label: "Reason",
				options: REASONS.map((each) => ({
					id: each,
					text: each
				})),
				value: reason,
				onPick: setReason
			}),
			a(Hold, {
				text: `Hold to end for good, ${session.left_ml}\u00a0mL not given`,
				why: reason ? "" : "Choose the reason.",
				onHeld: () => void end()
			}),
			a(Outcome, { of: stopKey(chair.chair) }),
			a(Button, {
				text: "Back",
				onTap: done
			})
		]
	});
}
function Hold(props) {
	let { text, why, onHeld } = props, [holding, setHolding] = d$2(!1), timer = T(void 0), release = () => {
		window.clearTimeout(timer.current), timer.current = void 0, setHolding(!1);
	}, begin = () => {
		why || timer.current !== void 0 || (setHolding(!0), timer.current = window.setTimeout(() => {
			release(), onHeld();
		}, HOLD_MS));
	};
	return A$1(() => release, []), a("button", {
		type: "button",
		class: `act stop hold wide ${holding ? "holding" : ""}`,
		"aria-disabled": why ? "true" : void 0,
		onPointerDown: begin,
		onPointerUp: release,
		onPointerLeave: release,
		onPointerCancel: release,
		onBlur: release,
		onKeyUp: release,
		onContextMenu: (event) => event.preventDefault(),
		onKeyDown: (event) => {
			(event.key === " " || event.key === "Enter") && (event.preventDefault(), event.repeat || begin());
		},
		children: [
			a("span", { class: "fill" }),
			a("span", {
				class: "label",
				children: text
			}),
			a("span", {
				class: "why",
				children: why
			})
		]
	});
}
// src/ward/heard.ts
function heardWords(silence) {
	return silence === Infinity ? "never heard" : link.value !== "live" && silence > 5e3 ? `${age(silence)} old` : silence > 5e3 ? `silent ${age(silence)}` : `heard ${age(silence)}`;
}
// src/ward/staircase.ts
var TICKS = [
	5,
	10,
	15,
	30,
	60,
	120,
	240
], LABEL_PX = 15, LETTER_PX = 7.5, APART_PX = 56, GAP_PX = 8, HOURS_FROM_PX = 64;
function staircase(session, on) {
	let { width, height, big } = on, started = session.started_at !== null, ends = session.planned.at(-1)?.to_min ?? 0, moved = Math.abs(session.total_min - ends) > ends / 50, tail = started && (big || moved) ? session.tail : [], points = session.delivered.map((each) => ({
		at: each.at_min,
		rate: Number(each.rate_ml_h)
	})), rates = [...session.planned, ...tail].map((each) => Number(each.rate_ml_h)), top = Math.max(1, ...rates, ...points.map((each) => each.rate)), far = [...session.planned, ...tail].map((each) => each.to_min), end = Math.max(1, ...far, ...started ? [on.now, session.total_min] : []), box = big ? {
		left: 46,
		right: width - 14,
		top: 14,
		bottom: height - 34
	} : {
		left: 28,
		right: width - 3,
		top: 6,
		bottom: height - (height < HOURS_FROM_PX ? 4 : 14)
	}, x = (min) => round(box.left + (box.right - box.left) * min / end), y = (rate) => round(box.bottom - (box.bottom - box.top) * rate / top), levels = big ? spaced([...rates, 0], box.bottom - box.top, top) : [0, top], labels = levels.map((rate) => ({
		x: box.left - 5,
		y: y(rate) + 4,
		text: String(rate),
		anchor: "end"
	})), drawing = {
		grid: big ? levels.map((rate) => `M${box.left} ${y(rate)}H${box.right}`).join("") : "",
		axis: `M${box.left} ${box.bottom}H${box.right}`,
		planned: line(session.planned, x, y, !0),
		tail: line(tail, x, y, !1),
		area: "",
		delivered: "",
		now: started ? `M${x(on.now)} ${box.top - 4}V${box.bottom + (big ? 5 : 2)}` : "",
		labels
	}, first = points[0], last = points.at(-1);
	return first && last && (drawing.delivered = trace(points, Math.max(on.known, last.at), x, y), drawing.area = `${drawing.delivered}V${y(0)}H${x(first.at)}Z`), big ? ticks(session, drawing, end, box, x) : height >= HOURS_FROM_PX && (labels.push({
		x: box.left,
		y: height - 2,
		text: "0",
		anchor: "start"
	}), labels.push({
		x: box.right,
		y: height - 2,
		text: minutes(end),
		anchor: "end"
	})), drawing;
}
function ticks(session, drawing, end, box, x) {
	let every = TICKS.find((each) => end / each * APART_PX <= box.right - box.left && apart(times(each, end, box, x))) ?? 480;
	for (let { min, ...label } of times(every, end, box, x)) if (drawing.axis += `M${label.x} ${box.bottom}v4`, drawing.labels.push(label), session.started_at && session.speed === 1) {
		let at = Date.parse(session.started_at) + min * 6e4;
		drawing.labels.push({
			...label,
			y: box.bottom + 30,
			text: clock(at)
		});
	}
	session.started_at && session.speed === 1 || drawing.labels.push({
		x: box.right,
		y: box.bottom + 30,
		text: "mL/h, time since the start",
		anchor: "end"
	});
}
function times(every, end, box, x) {
	return Array.from({ length: Math.floor(end / every) + 1 }, (_, count) => {
		let min = count * every, anchor = min === 0 ? "start" : x(min) > box.right - 24 ? "end" : "middle";
		return {
			min,
			x: x(min),
			y: box.bottom + 16,
			text: minutes(min),
			anchor
		};
	});
}
function apart(labels) {
	let reach = labels.map(({ x, text, anchor }) => {
		let wide = text.length * LETTER_PX, left = x - (anchor === "start" ? 0 : anchor === "end" ? wide : wide / 2);
		return [left, left + wide];
	});
	return reach.every(([left], place) => left >= (reach[place - 1]?.[1] ?? -8) + GAP_PX);
}
function line(segments, x, y, closed) {
	let path = "";
	for (let each of segments) {
		let level = y(Number(each.rate_ml_h)), from = x(each.from_min);
		path ? path += `L${from} ${level}` : path = closed ? `M${from} ${y(0)}V${level}` : `M${from} ${level}`, path += `H${x(each.to_min)}`;
	}
	return closed && path ? `${path}V${y(0)}` : path;
}
function trace(points, until, x, y) {
	return `${`M${x(points[0]?.at ?? 0)} ${y(0)}`}${points.map((each) => `H${x(each.at)}V${y(each.rate)}`).join("")}H${x(until)}`;
}
function spaced(rates, room, top) {
	let kept = [];
	for (let rate of [...new Set(rates)].sort((a, b) => b - a)) {
		let above = kept.at(-1);
		(above === void 0 ? Infinity : (above - rate) / top * room) >= LABEL_PX && (rate === 0 || rate / top * room >= LABEL_PX) && kept.push(rate);
	}
	return kept;
}
var round = (value) => Math.round(value * 10) / 10;
function inWords(session) {
	return `Planned rates in mL per hour: ${session.planned.map((each) => `${each.rate_ml_h} for ${minutes(each.to_min - each.from_min)}`).join(", ")}. Delivered ${session.infused_ml} of ${session.volume_ml} mL.`;
}
// src/ward/stairs.tsx
function Stairs(props) {
	let { session, big = !1 } = props, node = T(null), [size, setSize] = d$2({
		width: 0,
		height: 0
	});
	F$1(() => {
		let watcher = new ResizeObserver(([entry]) => {
			if (!entry) return;
			let { width, height } = entry.contentRect;
			setSize({
				width: Math.floor(width),
				height: Math.floor(height)
			});
		});
		return node.current && watcher.observe(node.current), () => watcher.disconnect();
	}, []);
	let now = Math.round(props.now * 10) / 10, known = Math.min(now, Math.round(props.known * 10) / 10), fits = size.width >= 60 && size.height >= 24, drawing = w$2(() => session && fits ? staircase(session, {
		...size,
		now,
		known,
		big
	}) : null, [
		session,
		size,
		now,
		known,
		big,
		fits
	]);
	return a("svg", {
		ref: node,
		class: big ? "stairs big" : "stairs",
		role: "img",
		"aria-label": session ? inWords(session) : "no infusion",
		children: drawing && a($, { children: [
			drawing.grid !== "" && a("path", {
				class: "grid",
				d: drawing.grid
			}),
			a("path", {
				class: "axis",
				d: drawing.axis
			}),
			drawing.area !== "" && a("path", {
				class: "area",
				d: drawing.area
			}),
			a("path", {
				class: "planned",
				d: drawing.planned
			}),
			drawing.tail !== "" && a("path", {
				class: "tail",
				d: drawing.tail
			}),
			drawing.delivered !== "" && a("path", {
				class: "delivered",
				d: drawing.delivered
			}),
			drawing.now !== "" && a("path", {
				class: "now",
				d: drawing.now
			}),
			drawing.labels.map((each, place) => a("text", {
				x: each.x,
				y: each.y,
				"text-anchor": each.anchor,
				children: each.text
			}, place))
		] })
	});
}
// src/chair/overview.tsx
function Overview(props) {
	let { chair } = props, { session } = chair, silence = silentFor(chair, second.value), now = shownTime(), [at, known] = stairsAt(chair, now);
	return a("div", {
		class: "truth",
		"data-silent": silence > 5e3 ? "true" : void 0,
		children: [
			a("div", {
				class: "alarm-list",
				children: [alarmsOf(chair).map((each) => a(AlarmLine, {
					alarm: each,
					full: !0,
					more: each.since ? clock(each.since) : ""
				}, each.id)), a(AlarmKeys, { chair })]
			}),
			a("div", {
				class: "numbers",
				children: [a("div", {
					class: "rate-box",
					children: [a("p", {
						class: "rate",
						children: [a("b", { children: (session ? session.reported_rate_ml_h : chair.pump.rate_ml_h) ?? "–" }), a("span", {
							class: "unit",
							children: ["mL/h", a("small", {
								class: "heard",
								children: heardWords(silence)
							})]
						})]
					}), a("p", {
						class: "wish",
						children: wishWords(chair)
					})]
				}), a(Facts, {
					chair,
					now
				})]
			}),
			a("figure", { children: [a(Stairs, {
				big: !0,
				session,
				now: at,
				known
			}), a("figcaption", {
				class: "legend",
				children: [
					a("span", {
						class: "key planned",
						children: "planned"
					}),
					a("span", {
						class: "key delivered",
						children: "delivered"
					}),
					a("span", {
						class: "key tail",
						children: "still to come"
					})
				]
			})] }),
			a("p", {
				class: "pump",
				children: pumpWords(chair, heardWords(silence))
			})
		]
	});
}
function Facts(props) {
	let { chair, now } = props, { session } = chair;
	return session ? a("dl", { children: [
		a(Fact, {
			name: "Profile",
			children: [session.profile, session.profile_reason && `: ${session.profile_reason}`]
		}),
		a(Fact, {
			name: "Delivered",
			children: volumeWords(session)
		}),
		a(Fact, {
			name: "Left",
			children: ml(session.left_ml)
		}),
		a(Fact, {
			name: "Step",
			children: stepWords(session)
		}),
		a(Fact, {
			name: "Next",
			children: nextStep(session)
		}),
		a(Fact, {
			name: "Ends",
			children: endWords(session, now)
		}),
		a(Fact, {
			name: "Stop",
			children: stopWords(chair)
		})
	] }) : null;
}
function wishWords(chair) {
	let session = chair.session;
	if (!session || session.phase === "preparing") return "";
	let wanted = session.wanted;
	return wanted ? wanted.rate_ml_h === session.reported_rate_ml_h ? "as ordered" : wanted.kind === "stopped" ? "asked to stop" : `asked for ${mlPerHour(wanted.rate_ml_h)}` : session.phase === "held" ? "hands off: nothing is sent to the pump" : "";
}
function stepWords(session) {
	let step = session.step;
	if (!step) return "–";
	let of = step.serve_min === null ? "" : ` of ${Math.ceil(step.serve_min)}`, said = step.label_rate ? ` (${step.label_rate})` : "";
	return `${step.no}: ${mlPerHour(step.rate_ml_h)}${said}, ${Math.floor(step.served_min)}${of}\u00a0min`;
}
function nextStep(session) {
	let step = session.step;
	return step ? step.next_rate_ml_h === null ? "last rate" : session.phase === "infusing" ? `${mlPerHour(step.next_rate_ml_h)} in ${minutes(step.due_in_min ?? 0)}` : `${mlPerHour(step.next_rate_ml_h)}, the clock stands` : session.phase === "preparing" && session.planned[0] ? "start" : "–";
}
function endWords(session, now) {
	if (session.ended_at) return `ended ${clock(session.ended_at)}`;
	if (!session.started_at) return `${minutes(session.total_min)} in all`;
	let left = session.total_min - minuteOf(session, now), at = session.speed === 1 ? `, ${clock(now + left * 6e4)}` : "";
	return session.phase === "infusing" ? `in ${minutes(left)}${at}` : "open";
}
function stopWords(chair) {
	let stop = chair.session?.stop;
	if (!stop) return "–";
	if (stop.confirmed_at) return `confirmed by pump ${clock(stop.confirmed_at, !0)}`;
	if (stop.sent_at) return `sent ${clock(stop.sent_at, !0)}, not confirmed yet`;
	let then = chair.pump.capability === "control" ? "not sent yet" : "press STOP at the pump";
	return `asked ${clock(stop.asked_at, !0)}, ${then}`;
}
var CAPABILITY = {
	control: "",
	proposes: "the nurse confirms at the pump; STOP is at the pump only",
	monitor: "watched only; STOP is at the pump only"
};
function pumpWords(chair, heard) {
	let pump = chair.pump;
	return [
		placeName(pump.id),
		pump.model,
		pump.firmware && `firmware ${pump.firmware}`,
		heard,
		pump.counter_ml && `its counter ${ml(pump.counter_ml)}`,
		CAPABILITY[pump.capability],
		pump.bench_only && "bench use only",
		pump.trouble
	].filter(Boolean).join(" · ");
}
// src/chair/unrecorded.ts
var STEADY_MS = 400, DROP = "Drop what was not recorded", here = y$1(""), askedAt = y$1(null);
function useUnrecorded(form) {
	A$1(() => {
		askedAt.value = null;
	}, [draftOf(form)]), A$1(() => (here.value = form, () => {
		here.value = "", askedAt.value = null;
	}), [form]);
}
var leaving = (text) => askedAt.value === null ? text : DROP;
function leave(go) {
	if (!draftOf(here.value)) return go();
	let now = performance.now();
	askedAt.value === null ? askedAt.value = now : now - askedAt.value >= STEADY_MS && (drop(here.value), go());
}
// src/chair/reactionforms.tsx
function SymptomsForm(props) {
	let [chosen, setChosen] = useEntered(props.form, "symptoms", []), [words, setWords] = useEntered(props.form, "words", ""), count = chosen.length + +!!words.trim();
	return a($, { children: [
		a(Choices, {
			label: "Symptoms",
			options: SYMPTOM_OPTIONS,
			values: chosen,
			onChange: setChosen
		}),
		a(Field, {
			label: "In your own words",
			longest: 80,
			value: words,
			onInput: setWords
		}),
		a(Sending, {
			...props,
			verb: "symptoms",
			operation: "note_symptoms",
			text: count ? `Record ${count} ${count === 1 ? "symptom" : "symptoms"}` : "Record the symptoms",
			missing: count ? [] : ["Choose a symptom, or say it in your own words."],
			body: {
				symptoms: chosen,
				...said(words)
			}
		})
	] });
}
function DrugForm(props) {
	let [kit, setKit] = useEntered(props.form, "kit", ""), [other, setOther] = useEntered(props.form, "other", ""), [dose, setDose] = useEntered(props.form, "dose", ""), [unit, setUnit] = useEntered(props.form, "unit", ""), [route, setRoute] = useEntered(props.form, "route", ""), name = other.trim() || kit, amount = dose.trim().replace(",", "."), missing = [
		...name ? [] : ["Which drug?"],
		.../^\d{1,4}(\.\d{1,3})?$/.test(amount) ? [] : ["How much?"],
		...unit ? [] : ["In which unit?"],
		...route ? [] : ["By which route?"]
	], known = view.value?.rescue_drugs ?? [];
	return a($, { children: [
		known.length > 0 && a(Asked, {
			text: "Drug, of the ward's reaction kit",
			children: a(Choice, {
				label: "Drug",
				options: known.map((each) => ({
					id: each,
					text: each
				})),
				value: other.trim() ? "" : kit,
				onPick: setKit
			})
		}),
		a("div", {
			class: "two-fields",
			children: [a(Field, {
				label: known.length ? "Another drug" : "Drug",
				longest: 80,
				value: other,
				onInput: setOther
			}), a(Field, {
				label: "Dose given",
				decimal: !0,
				value: dose,
				onInput: setDose
			})]
		}),
		a(Asked, {
			text: "Unit",
			children: a(Choice, {
				label: "Unit",
				options: UNIT_OPTIONS,
				value: unit,
				onPick: setUnit
			})
		}),
		a(Asked, {
			text: "Route",
			children: a(Choice, {
				label: "Route",
				options: ROUTE_OPTIONS,
				value: route,
				onPick: setRoute
			})
		}),
		a(Sending, {
			...props,
			verb: "drugs",
			operation: "record_rescue_drug",
			text: missing.length ? "Record the drug" : `Record ${name} ${amount}\u00a0${unit} ${route}`,
			missing,
			body: {
				name,
				dose: amount,
				unit,
				route
			}
		})
	] });
}
function CallForm(props) {
	let [picked, setPicked] = useEntered(props.form, "picked", ""), [other, setOther] = useEntered(props.form, "other", ""), whom = other.trim() || picked, prescribers = (view.value?.people ?? []).filter((each) => roles(each).includes("prescriber")).map((each) => ({
		id: each.name,
		text: each.name
	}));
	return a($, { children: [
		prescribers.length > 0 && a(Asked, {
			text: "Called",
			children: a(Choice, {
				label: "Called",
				options: prescribers,
				value: other.trim() ? "" : picked,
				onPick: setPicked
			})
		}),
		a(Field, {
			label: prescribers.length ? "Somebody else" : "Who was called",
			longest: 80,
			value: other,
			onInput: setOther
		}),
		a(Sending, {
			...props,
			verb: "calls",
			operation: "record_call",
			text: whom ? `Record: ${whom} called` : "Record the call",
			missing: whom ? [] : ["Who was called?"],
			body: { whom }
		})
	] });
}
function OutcomeForm(props) {
	let [outcome, setOutcome] = useEntered(props.form, "outcome", ""), [words, setWords] = useEntered(props.form, "words", "");
	return a($, { children: [
		a(Choice, {
			label: "Outcome",
			class: "grades one",
			options: OUTCOME_OPTIONS,
			value: outcome,
			onPick: (id) => setOutcome(id)
		}),
		a(Field, {
			label: outcome === "transferred" ? "Where to" : "In your own words",
			longest: 80,
			value: words,
			onInput: setWords
		}),
		a(Sending, {
			...props,
			verb: "outcome",
			operation: "record_outcome",
			text: outcome ? `Record: ${OUTCOMES[outcome].toLowerCase()}` : "Record the outcome",
			missing: outcome ? [] : ["How did it come out?"],
			body: {
				outcome,
				...said(words)
			}
		})
	] });
}
var said = (words) => words.trim() ? { words: words.trim() } : {};
function Sending(props) {
	let { reaction, amends, form, onSend, done, verb, operation, text, missing, body } = props, untouched = amends?.happened_at ?? "", [at, setAt] = useEntered(form, "at", untouched), [shown, setShown] = d$2(""), [open, setOpen] = d$2(!1), before = useCameBack(form), [said, setSaid] = d$2(!1);
	useUnrecorded(form);
	let since = before && !untouched ? new Date(Math.max(before.since, Date.parse(reaction.at))).toISOString() : "", asks = before !== null && since !== "" && !at && !said && isOld(before, wardNow()), pick = (iso) => {
		setAt(iso), setShown(""), setOpen(!1), setSaid(!0);
	}, record = async () => {
		let corrects = amends ? { amends: amends.entry } : {};
		await onSend(verb, {
			reaction: reaction.no,
			...body,
			...at && { happened_at: at },
			...corrects
		}) && drop(form);
	}, times = [
		...at || asks ? [{
			id: "",
			text: "now"
		}] : [],
		...since ? [{
			id: since,
			text: `when it was entered, ${clock(since)}`
		}] : [],
		...earlierTimes(reaction, wardNow())
	];
	return a($, { children: [
		a("div", {
			class: "side-by-side",
			children: [a("p", {
				class: "fixed",
				children: at ? `It was at ${dayAndClock(at)}` : asks ? "When was it?" : "It is now"
			}), !asks && a(Button, {
				text: open ? "Close" : at ? "Another time…" : "Earlier…",
				onTap: () => setOpen(!open)
			})]
		}),
		(open || asks) && a("div", {
			class: "entry",
			children: [a(Choice, {
				label: "When it was",
				options: times,
				value: asks ? "?" : at,
				onPick: pick
			}), a(Moment, {
				label: "At",
				value: shown,
				onInput: (value) => {
					setShown(value), setAt(momentOf(value)), setOpen(!0);
				}
			})]
		}),
		a("div", {
			class: "foot",
			"data-keys": done ? "2" : void 0,
			children: [done && a(Button, {
				text: leaving("Back"),
				onTap: () => leave(done)
			}), a(Button, {
				kind: "go",
				class: "wide",
				text: at ? `${text}, at ${clock(at)}` : text,
				why: [
					...missing,
					...asks ? ["Say when it was."] : [],
					...nobody(operation)
				],
				onTap: () => void record()
			})]
		})
	] });
}
// src/chair/reaction.tsx
var FORMS = {
	symptoms: SymptomsForm,
	drug: DrugForm,
	call: CallForm,
	outcome: OutcomeForm
}, KEYS = [
	{
		about: "symptoms",
		text: "Symptoms"
	},
	{
		about: "drug",
		text: "Drug given for it"
	},
	{
		about: "call",
		text: "Who was called"
	},
	{
		about: "outcome",
		text: "How it came out"
	}
];
function ReactionSheet(props) {
	return a("div", {
		class: "sheet",
		children: a(ReactionAccount, { ...props })
	});
}
function ReactionAccount(props) {
	let { session } = props, [chosen, setChosen] = d$2(""), all = session.reactions, reaction = all.find((each) => String(each.no) === chosen) ?? all.at(-1);
	return reaction ? a("section", {
		class: "reaction-account",
		"aria-label": `Reaction at ${clock(reaction.at)}`,
		children: a("div", {
			class: "account-keys",
			children: [
				a(Headed, {
					title: `Reaction at ${clock(reaction.at, !0)}`,
					children: a(Outcome, { of: keyOf(props) })
				}),
				all.length > 1 && a(Choice, {
					label: "Which reaction",
					options: all.map((each) => ({
						id: String(each.no),
						text: `${each.no}: ${clock(each.at)}`,
						more: entered(session.id, each.no).length ? "not recorded yet" : ""
					})),
					value: String(reaction.no),
					onPick: setChosen
				}),
				a("p", {
					class: "hint",
					children: reaction.over ? `It is over${reaction.outcome ? `: ${OUTCOMES[reaction.outcome].toLowerCase()}` : ""}. What is entered now is marked as a late entry.` : "In any order, now or later: nothing waits for it."
				}),
				a(Telling, {
					...props,
					reaction
				}, reaction.no)
			]
		})
	}) : null;
}
var keyOf = ({ chair, session }) => `${chair?.chair ?? session.id}:reaction-account`;
function enteredIn(session, reaction) {
	let last = entered(session.id, reaction.no).at(-1);
	return last ? {
		about: last.about,
		amends: reaction.entries.find((each) => each.entry === last.amends) ?? null
	} : null;
}
function Telling(props) {
	let { chair, session, reaction, toVitals, done } = props, [open, setOpen] = d$2(() => enteredIn(session, reaction)), top = T(null);
	A$1(() => top.current?.scrollIntoView({ block: "nearest" }), [open]);
	let tell = async (verb, body) => {
		let taken = await send(keyOf(props), inSession(session.id, `reaction/${verb}`), body, { chair });
		return taken && setOpen(null), taken !== null;
	}, form = (about) => {
		if (open?.about !== about) return null;
		let Form = FORMS[about], held = accountForm(session.id, reaction.no, about, open.amends?.entry);
		return a("div", {
			class: "account-form",
			children: [
				a(CameBack, { form: held }, `${held} back`),
				open.amends && a("p", {
					class: "done",
					children: `Corrects entry ${open.amends.entry}: ${open.amends.text}`
				}),
				a(Form, {
					reaction,
					amends: open.amends,
					form: held,
					onSend: tell,
					done
				}, held)
			]
		});
	};
	return a($, { children: [
		a("div", { ref: top }),
		KEYS.filter(({ about }) => !open || open.about === about).map(({ about, text }) => a($, { children: [
			a(Button, {
				class: "wide account-key",
				text,
				more: open?.about === about ? leaving("Close") : lastOf(reaction, about) || "nothing yet",
				pressed: open?.about === about,
				onTap: () => leave(() => setOpen(open?.about === about ? null : {
					about,
					amends: null
				}))
			}),
			form(about),
			!open && about === "symptoms" && toVitals && a(Button, {
				class: "wide account-key",
				text: "Vital signs",
				more: lastOf(reaction, "vital-signs") || "nothing yet",
				onTap: toVitals
			})
		] }, about)),
		!open && a($, { children: [
			a("h4", { children: "Recorded so far" }),
			a(ToldOf, {
				reaction,
				onCorrect: (entry) => setOpen({
					about: entry.about,
					amends: entry
				})
			}),
			done && a(Button, {
				text: "Back",
				onTap: done
			})
		] })
	] });
}
var CORRECTED_HERE = [
	"symptoms",
	"drug",
	"call",
	"outcome"
];
function ToldOf(props) {
	let { reaction, onCorrect } = props;
	return reaction.entries.length ? a("ol", {
		class: "account-list",
		children: reaction.entries.map((each) => a("li", {
			"data-corrected": each.corrected_by.length ? "true" : void 0,
			children: [
				a("time", {
					dateTime: each.happened_at,
					children: clock(each.happened_at)
				}),
				a("span", { children: [a("span", {
					class: "says",
					children: [a("strong", { children: HEADS[each.about] }), ` ${named(each.text)}`]
				}), a("small", { children: [`entry ${each.entry}, ${personName(each.by)}`, marksOf(each)].filter(Boolean).join("; ") })] }),
				onCorrect && CORRECTED_HERE.includes(each.about) && !each.corrected_by.length && a(Button, {
					text: "Correct…",
					label: `Correct entry ${each.entry}`,
					onTap: () => onCorrect(each)
				})
			]
		}, each.entry))
	}) : a("p", {
		class: "hint",
		children: "Nothing has been recorded about it yet."
	});
}
function PrintedReactions(props) {
	return a($, { children: props.session.reactions.map((each) => a("section", {
		class: "printed-reaction",
		"aria-label": `Reaction ${each.no}`,
		children: [a("h3", { children: `Reaction ${each.no}, ${dayAndClock(each.at)}${each.grade ? `, grade ${each.grade}` : ", not graded"}: ${each.outcome ? OUTCOMES[each.outcome].toLowerCase() : "outcome not recorded"}` }), a(ToldOf, { reaction: each })]
	}, each.no)) });
}
// src/chair/resuming.tsx
function Resuming(props) {
	let { chair, session, toSecond } = props, held = session.phase === "held", rate = session.resume_rate_ml_h, text = rate ? `Resume at ${mlPerHour(rate)}` : "Lift the hold: the pump stays stopped", resume = () => {
		send(`${chair.chair}:go`, inSession(session.id, "resume"), {}, {
			chair,
			confirm: rate ? confirmedRate : void 0,
			pin: {
				of: "pin",
				what: text
			}
		});
	};
	return a("div", { children: [
		a("h3", { children: held ? "Held: a person decides" : "Paused" }),
		a("p", {
			class: "big-line",
			children: held ? holdSentence(session.hold) : "The pump was stopped by hand, not because of a reaction."
		}),
		a("p", {
			class: "fixed",
			children: moves(chair) ? `The pump says: infusing at ${mlPerHour(chair.pump.rate_ml_h ?? "?")}` : "The pump says: standing still"
		}),
		session.second_check_asked && a(Button, {
			class: "wide",
			text: session.second_check ? "Check again" : "Hand the tablet to a second person",
			onTap: toSecond
		}),
		rate && a(Coming, {
			steps: comingSteps(session, second.value),
			caption: "If it goes on now"
		}),
		a("div", {
			class: "foot",
			children: [a(Outcome, { of: `${chair.chair}:go` }), a(Button, {
				kind: "go",
				class: "wide",
				text,
				why: [...session.resume_gates.map((each) => each.sentence), ...blockers("resume")],
				onTap: resume
			})]
		})
	] });
}
// src/chair/timeline.tsx
function Timeline(props) {
	let { session } = props, last = (useRecord(session.id, session.version)?.record?.entries ?? []).slice(-8).reverse();
	return last.length ? a("section", {
		class: "timeline",
		"aria-label": "What happened last",
		children: [a("h4", { children: "What happened last" }), a("ol", { children: last.map((each) => a("li", { children: [a("time", {
			dateTime: each.at,
			children: clock(each.at, !0)
		}), a("span", { children: named(each.sentence) })] }, each.version)) })]
	}) : null;
}
// src/chair/vitals.tsx
var FIELDS = [
	{
		id: "systolic_mmhg",
		name: "Systolic",
		unit: "mmHg"
	},
	{
		id: "diastolic_mmhg",
		name: "Diastolic",
		unit: "mmHg"
	},
	{
		id: "pulse_per_min",
		name: "Pulse",
		unit: "/min"
	},
	{
		id: "breaths_per_min",
		name: "Breathing",
		unit: "/min"
	},
	{
		id: "temperature_c",
		name: "Temperature",
		unit: "°C"
	},
	{
		id: "saturation_percent",
		name: "Saturation",
		unit: "%"
	}
], WHOLE = /^[1-9]\d{0,2}$/, TENTHS = /^\d{2}(\.\d)?$/;
function VitalSigns(props) {
	let { chair, session, done } = props, [keyed, setKeyed] = d$2({}), value = (id) => (keyed[id] ?? "").trim().replace(",", "."), fits = (id) => (id === "temperature_c" ? TENTHS : WHOLE).test(value(id)), missing = FIELDS.filter((each) => !fits(each.id)).map((each) => each.name.toLowerCase()), signs = session.vital_signs, record = async () => {
		let body = Object.fromEntries(FIELDS.map(({ id }) => [id, id === "temperature_c" ? value(id) : Number(value(id))]));
		await send(`${chair.chair}:vitals`, inSession(session.id, "vital-signs"), body, { chair }) && done();
	};
	return a("div", {
		class: "sheet vitals",
		children: [a("div", { children: [
			a("h3", { children: "Vital signs" }),
			a("p", {
				class: "hint",
				children: "A complete set, as just taken. It is recorded with your name; nothing in it decides for you."
			}),
			signs.taken_at && a("p", {
				class: "done",
				children: `${clock(signs.taken_at)}, ${personName(signs.by)}: ${signs.signs}`
			}),
			a("ul", {
				class: "look",
				children: signs.warnings.map((each) => a("li", { children: each }, each))
			}),
			a(Button, {
				text: "Back",
				onTap: done
			})
		] }), a("div", { children: [
			a("div", {
				class: "signs",
				children: FIELDS.map(({ id, name, unit }) => a("label", {
					class: "field",
					children: [a("span", { children: `${name} (${unit})` }), a("input", {
						inputMode: "decimal",
						autocomplete: "off",
						maxLength: 5,
						"aria-label": `${name} in ${unit}`,
						value: keyed[id] ?? "",
						onInput: (event) => setKeyed({
							...keyed,
							[id]: event.currentTarget.value
						})
					})]
				}, id))
			}),
			a(Button, {
				kind: "go",
				class: "wide",
				text: "Record this set",
				why: [...missing.length ? [`Still to key: ${missing.join(", ")}.`] : [], ...blockers("take_vitals")],
				onTap: () => void record()
			}),
			a(Outcome, { of: `${chair.chair}:vitals` })
		] })]
	});
}
// src/chair/chair.tsx
function Chair(props) {
	let { chair } = props, { session } = chair, root = T(null), [shown, setShown] = d$2({
		view: "work",
		of: session?.id
	}), view = shown.of === session?.id ? shown.view : "work", turn = (to) => {
		unsettle(), setShown({
			view: to,
			of: session?.id,
			from: view
		});
	}, toggle = (to) => turn(view === to ? "work" : to), done = () => turn("work");
	return A$1(() => root.current?.focus({ preventScroll: !0 }), []), a("section", {
		id: "panel",
		ref: root,
		tabIndex: -1,
		"aria-label": `${placeName(chair.chair)}, open`,
		"data-kind": stateOf(chair).kind,
		"data-view": view,
		children: [
			a(Head, {
				chair,
				view,
				onTurn: toggle
			}),
			a("div", {
				class: "columns",
				children: [
					a(Overview, { chair }),
					a(Task, {
						chair,
						view,
						onTurn: turn
					}),
					session && view === "second" && a(SecondCheck, {
						chair,
						session,
						done
					}, session.id),
					session && view === "vitals" && a(VitalSigns, {
						chair,
						session,
						done: () => turn(shown.from === "reaction" ? "reaction" : "work")
					}, session.id),
					session && view === "reaction" && a(ReactionSheet, {
						chair,
						session,
						...session.closed ? {} : { toVitals: () => turn("vitals") },
						done
					}, session.id),
					isAskedAt(chair.chair) && a(BadgeAndPin, {}),
					session && view === "record" && a(RecordSheet, {
						chair,
						session
					}, session.id)
				]
			}),
			a(Safe, {
				chair,
				view,
				onTurn: toggle
			})
		]
	});
}
function Head(props) {
	let { chair, view, onTurn } = props, { session } = chair, state = stateOf(chair), due = session?.vital_signs.due_at ?? null, about = session ? `${session.patient} · ${session.drug}, infusion ${session.infusion_no} · ${session.bag ?? "no bag"}${withWhom(session) && ` · ${withWhom(session)}`}` : placeName(chair.pump.id);
	return a("header", { children: [
		a("h2", { children: placeName(chair.chair) }),
		a(Badge, {
			shape: state.shape,
			word: state.word
		}),
		a("p", {
			class: "about",
			children: about
		}),
		a(Button, {
			text: view === "vitals" ? "Back" : "Vital signs",
			more: due && view !== "vitals" ? `due ${clock(due)}` : void 0,
			off: !session || session.closed,
			onTap: () => onTurn("vitals")
		}),
		session && session.reactions.length > 0 && a(Button, {
			class: "leave",
			text: view === "reaction" ? leaving("Back") : "Reaction",
			more: view !== "reaction" && entered(session.id).length ? "not recorded yet" : void 0,
			onTap: () => leave(() => onTurn("reaction"))
		}),
		a(Button, {
			text: view === "record" ? "Back" : "Record",
			off: !session,
			onTap: () => onTurn("record")
		}),
		a(Button, {
			text: "All chairs",
			onTap: () => openChair(null)
		})
	] });
}
function Safe(props) {
	let { chair, view, onTurn } = props, phase = chair.session?.phase ?? "";
	return a("footer", {
		class: "safe",
		children: [
			a(ReactKey, { chair }),
			a(Button, {
				kind: "stop",
				class: "pause",
				text: "Pause",
				off: ![
					"infusing",
					"held",
					"paused"
				].includes(phase),
				onTap: () => void tapPause(chair)
			}),
			a(Outcome, { of: stopKey(chair.chair) }),
			a(Button, {
				class: "finish",
				text: view === "end" ? "Back" : "Discontinue…",
				off: ![
					"preparing",
					"infusing",
					"interrupted",
					"paused",
					"held"
				].includes(phase),
				onTap: () => onTurn("end")
			})
		]
	});
}
function Task(props) {
	let { chair, view, onTurn } = props, { session } = chair, section = view === "end" ? "end" : sectionOf(session), last = T(section);
	last.current !== section && (last.current = section, unsettle());
	let toSecond = () => onTurn("second"), told = session && section !== "preparing" && section !== "end";
	return a("div", {
		class: "task",
		children: [content(), told && a(Timeline, { session }, `${session.id} timeline`)]
	});
	function content() {
		if (!session) return a(CheckIn, { chair });
		let key = session.id;
		switch (section) {
			case "end": return a(Discontinuing, {
				chair,
				session,
				done: () => onTurn("work")
			}, key);
			case "preparing": return a(Preparing, {
				chair,
				session,
				toSecond
			}, key);
			case "attesting": return a(Attesting, {
				chair,
				session
			}, key);
			case "resuming": return a(Resuming, {
				chair,
				session,
				toSecond
			}, key);
			case "reacting": return a(Reacting, {
				chair,
				session,
				toSecond,
				toReaction: () => onTurn("reaction")
			}, `${key} ${session.reaction?.at}`);
			default: return a(Afterwards, {
				chair,
				session
			}, key);
		}
	}
}
function sectionOf(session) {
	switch (session?.phase) {
		case "preparing": return "preparing";
		case "infusing": return "attesting";
		case "paused": return session.pause === "late-attestation" ? "attesting" : "resuming";
		case "held": return "resuming";
		case "interrupted": return "reacting";
		default: return "after";
	}
}
// src/ward/card.tsx
function Card(props) {
	let { chair } = props, { session } = chair, state = stateOf(chair), alarms = alarmsOf(chair), silent = useComputed(() => silentFor(chair, second.value) > SILENT_MS);
	return a("article", {
		class: "card",
		"aria-label": placeName(chair.chair),
		"data-kind": state.kind,
		"data-alarm": alarms[0]?.priority,
		"data-silent": silent.value ? "true" : void 0,
		"data-open": opened.value === chair.chair ? "true" : void 0,
		"data-session": session ? "true" : void 0,
		children: [
			a("header", { children: [a("h2", { children: placeName(chair.chair) }), a(Badge, {
				shape: state.shape,
				word: state.word
			})] }),
			a("div", {
				class: "what",
				children: [a("div", {
					class: "who",
					children: [
						a("strong", {
							class: "drug",
							children: session?.drug
						}),
						session && a("span", {
							class: "number",
							children: ` no.\u00a0${session.infusion_no}`
						}),
						a("span", {
							class: "patient",
							children: session?.patient
						})
					]
				}), a(Rate, { chair })]
			}),
			a("div", {
				class: "view",
				children: [
					a(CardAlarm, { chair }),
					a(ChairStairs, { chair }),
					!session && a("p", {
						class: "idle",
						children: idleWords(chair)
					})
				]
			}),
			a("p", {
				class: "facts",
				children: [a("span", { children: session && volumeWords(session) }), a(Next, { chair })]
			}),
			a("div", {
				class: "keys",
				children: [a(ReactKey, {
					chair,
					told: !0
				}), a(Button, {
					class: "open",
					text: session ? "Open" : "Check\xA0in",
					onTap: () => openChair(chair.chair)
				})]
			})
		]
	});
}
function Rate(props) {
	let { session, pump } = props.chair, runs = moves(props.chair), rate = session ? session.reported_rate_ml_h : runs ? pump.rate_ml_h : null, shown = session !== null || runs;
	return a("p", {
		class: "rate",
		children: [shown && a("b", { children: rate ?? "–" }), a("span", {
			class: "unit",
			children: [shown && "mL/h", a(Heard, { chair: props.chair })]
		})]
	});
}
function Heard(props) {
	return a("small", {
		class: "heard",
		children: heardWords(silentFor(props.chair, second.value))
	});
}
function Next(props) {
	let { session } = props.chair;
	if (!session) return null;
	let now = shownTime();
	return a("span", {
		class: "next",
		"data-needs": needsNurse(session, now) ? "true" : void 0,
		children: nextWords(session, now)
	});
}
function ChairStairs(props) {
	let [at, known] = stairsAt(props.chair, shownTime());
	return a(Stairs, {
		session: props.chair.session,
		now: at,
		known
	});
}
function CardAlarm(props) {
	let alarms = alarmsOf(props.chair), act = actOf(stopKey(props.chair.chair)), [first] = alarms;
	return act?.state === "not-sent" ? a(NotSent, {
		text: act.text,
		more: alarms.length ? `+${alarms.length}` : ""
	}) : first ? a(AlarmLine, {
		alarm: first,
		more: alarms.length > 1 ? `+${alarms.length - 1}` : ""
	}) : null;
}
function idleWords(chair) {
	if (chair.pump.trouble) return chair.pump.trouble;
	let people = waiting();
	return people.length ? `Free. Waiting: ${people.map((each) => each.patient).join(", ")}` : "Free";
}
// src/ward/wardscreen.tsx
function WardScreen() {
	let ward = view.value, chair = chairOf(opened.value);
	return a("main", {
		id: "ward",
		children: [
			a("div", {
				id: "board-column",
				children: [a("section", {
					id: "board",
					"aria-label": "Chairs",
					"data-count": sizeOf(chairIds.value.length),
					children: chairIds.value.map((id) => a(LiveCard, { id }, id))
				}), a(Waiting, {})]
			}),
			chair && a(Chair, { chair }, chair.chair),
			chair && ward && a(StopRail, { chairs: ward.chairs })
		]
	});
}
function LiveCard(props) {
	let chair = useComputed(() => chairOf(props.id));
	return chair.value && a(Card, { chair: chair.value });
}
function Waiting() {
	let people = waiting();
	return people.length ? a("section", {
		id: "waiting",
		"aria-label": "Patients waiting for a chair",
		children: [
			"Waiting for a chair: ",
			people.map((each) => `${each.patient} (${each.drug}, infusion ${each.infusion_no})`).join("; "),
			". Open a free chair to go on."
		]
	}) : null;
}
function sizeOf(chairs) {
	return chairs <= 2 ? "2" : chairs <= 4 ? "4" : chairs <= 6 ? "6" : "many";
}
// src/app.tsx
var SCREENS = {
	ward: WardScreen,
	board: later("BoardScreen"),
	records: later("RecordsScreen"),
	handover: later("HandoverScreen"),
	alarms: AlarmScreen,
	tablet: later("TabletScreen"),
	people: later("PeopleScreen"),
	tablets: later("TabletsScreen"),
	audit: later("AuditScreen"),
	settings: later("SettingsScreen")
};
function App() {
	let ward = view.value, name = screen.value, Shown = SCREENS[name], asks = hasSheet();
	return a($, { children: [
		a(Guard, { children: [a(TopBar, {}), a(Banner, {})] }),
		ward ? a(Guard, {
			instead: name === "ward" && a(StopRail, { chairs: ward.chairs }),
			children: a(Shown, {})
		}, name) : !asks && a(NoWard, {}),
		asks && a(Guard, { children: a(SheetScreen, {}) }),
		ward && (asks || name !== "ward") && a(StopRail, { chairs: ward.chairs })
	] });
}
function NoWard() {
	return isStranger() ? a("main", {
		id: "people",
		class: "page",
		children: a(Enrol, {})
	}) : a("main", {
		class: "page",
		children: link.value === "dead" ? "" : a("p", {
			class: "big-line",
			children: "Asking the ward…"
		})
	});
}
// src/offline.ts
var offline = y$1("unknown");
async function keepPage() {
	if (!("serviceWorker" in navigator)) offline.value = "no-tls";
	else try {
		await navigator.serviceWorker.register("sw.js"), await navigator.serviceWorker.ready, offline.value = "ready";
	} catch {
		offline.value = "unknown";
	}
}
// src/theme.ts
var KEY = "chairside.theme", NIGHT_FROM = 21, NIGHT_TO = 6, THEMES = [
	"auto",
	"light",
	"dark",
	"night"
], first = kept(KEY), theme = y$1(THEMES.includes(first) ? first : "auto");
function chooseTheme(next) {
	theme.value = next, keep(KEY, next);
}
function shownTheme(chosen, hour, dark) {
	return chosen === "auto" ? hour >= NIGHT_FROM || hour < NIGHT_TO ? "night" : dark ? "dark" : "light" : chosen;
}
function watchTheme() {
	let wish = matchMedia("(prefers-color-scheme: dark)"), dark = y$1(wish.matches);
	wish.addEventListener("change", () => {
		dark.value = wish.matches;
	}), x(() => {
		let hour = second.value ? Number(clock(second.value).slice(0, 2)) : 12, shown = shownTheme(theme.value, hour, dark.value), { dataset } = document.documentElement;
		dataset.theme !== shown && (dataset.theme = shown);
	});
}
takeLink(), watchScreen(), followHeld(), openFeed(), startClock(), startStation(), watchTheme(), watchAwake(), keepPage(), x(() => {
	second.value, view.value && settle(view.value.chairs);
}), x(checkWho), x(() => {
	let { dataset } = document.body;
	dataset.link = isStranger() ? "dead" : link.value, dataset.screen = screen.value, opened.value ? dataset.open = "true" : delete dataset.open, hasSheet() ? dataset.asks = "true" : delete dataset.asks;
});
var place = "";
x(() => {
	let here = `${screen.value}/${opened.value ?? ""}`, question = f$1(() => asked.value);
	question && place && place !== here && f$1(() => turnBack(question)), place = here;
}), document.addEventListener("keydown", (event) => {
	event.key === "Escape" && opened.value && !asked.value && openChair(null);
});
var root = document.getElementById("app");
root && Q(a(App, {}), root), fetchDesk();
export { $, A$1 as A, Badge, Button, Choice, Coming, Entries, Fact, Field, Icon, NOT_SENT_GO, NOT_YET, Notes, O, Outcome, PrintedReactions, ReactionAccount, SIGN_IN, Said, Stairs, Stepper, T, TabletChooser, a, age, alarmsOf, askGrant, askSignIn, awake, chooseTheme, clock, comingSteps, d$2 as d, dayAndClock, dayOf, entered, get, go, heard, held, inSession, instantOf, isStranger, leave, leaving, lookWhoHolds, minuteOf, minutes, mlPerHour, moves, named, newTap, nextWords, nobody, offline, openChair, openItems, person, personName, phaseWord, placeName, post, postSigned, quiet, r, refusal, screen, second, send, shownTime, signsIn, stale, stateOf, tablet, tapHeaders, theme, unsettle, useRecord, view, volumeWords, waiting, wardDay, wardNow, withWhom, words, y$1 as y, zoneAheadMs };
